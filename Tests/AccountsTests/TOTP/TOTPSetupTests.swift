import Foundation
import Testing

@testable import Accounts

@Suite struct TOTPSetupTests {
    private let secret = Data("12345678901234567890".utf8)

    @Test func theURLHasAllThatAnAuthenticatorNeeds() {
        let setup = TOTPSetup(secret: self.secret, issuer: "Bodega", account: "john@example.com")
        #expect(setup.secret == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        #expect(
            setup.url == "otpauth://totp/Bodega:john%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=Bodega&algorithm=SHA1&digits=6&period=30")
    }

    @Test func namesOfAllKindsStayOnePartOfTheURL() {
        let url = TOTPSetup(secret: self.secret, issuer: "Lamps: A & Ö/?#", account: "a+b@example.com").url
        let issuer = "Lamps%20%20A%20%26%20%C3%96%2F%3F%23"
        #expect(url.hasPrefix("otpauth://totp/\(issuer):a%2Bb%40example.com?secret="))
        #expect(url.contains("&issuer=\(issuer)&"))
    }
}
