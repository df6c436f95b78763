import Foundation
import Testing

@testable import Accounts

@Suite struct Base32Tests {
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func theTextsAreThoseOfRFC4648WithoutPadding(bytes: String, text: String) {
        #expect(Base32.encoded(Data(bytes.utf8), Base32.standard) == text)
    }
}
