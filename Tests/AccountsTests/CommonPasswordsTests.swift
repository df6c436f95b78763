import Testing

@testable import Accounts

@Suite struct CommonPasswordsTests {
    @Test(arguments: ["password", "PassWord", "12345678", "qwertyuiop", "iloveyou", "contraseña", "Welcome123"])
    func knowsTheCommonOnes(password: String) {
        #expect(CommonPasswords.contain(password))
    }

    @Test(arguments: ["admin123", "password123", "secret123", "SecurePass123", "correct horse", "", "a"])
    func letsOthersPass(password: String) {
        #expect(!CommonPasswords.contain(password))
    }
}
