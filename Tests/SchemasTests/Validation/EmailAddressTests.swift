import Schemas
import Testing

@Suite("Email addresses")
struct EmailAddressTests {
    private struct Contact: SchemaObject {
        var email: String
        static let schema = Schema(Contact.init) { Field("email", \.email).email() }
    }

    private func isValid(_ text: String) -> Bool {
        (try? Contact(json: Contact(email: text).json())) != nil
    }

    @Test(
        "accepted",
        arguments: [
            "a@b.co", "ada.lovelace@example.com", "a+tag@example.co.uk", "o'brien@example.ie",
            "x_y-z@sub.domain.example", "1@2.de",
            "UPPER@EXAMPLE.COM", "!#$%&'*+-/=?^_`{|}~@example.com", "a@xn--bcher-kva.example",
            "jörg@example.com", "用户@example.com",
            String(repeating: "a", count: 64) + "@example.com",
        ])
    func accepted(_ text: String) { #expect(self.isValid(text)) }

    @Test(
        "refused",
        arguments: [
            "", "a", "@", "a@", "@b.co", "a@b", "a@@b.co", "a@b@c.co", "a b@c.co", "a@b c.co", ".a@b.co", "a.@b.co",
            "a..b@c.co",
            "a@.b.co", "a@b..co", "a@b.co.", "a@-b.co", "a@b-.co", "a@b_c.co", "a@1.2.3.4", "a@[1.2.3.4]", "\"a\"@b.co",
            "a,b@c.co",
            "a@b.co\n", "a\u{202E}b@b.co", "a\u{85}@b.co", "☃@b.co", "a@bü.co", "a\u{0}@b.co", "<a@b.co>", "a@b.co ",
            String(repeating: "a", count: 65) + "@example.com", "a@" + String(repeating: "b", count: 64) + ".com",
            "a@" + String(repeating: "b.", count: 130) + "com",
        ])
    func refused(_ text: String) { #expect(!self.isValid(text)) }
}
