import Accounts
import Schemas
import Testing

@Suite struct EmailAddressTests {
    @Test(arguments: [
        ("John.Doe@Example.COM", "john.doe@example.com"), (" \t a@b.co\r\n", "a@b.co"), ("a@b.co\u{A0}", "a@b.co"),
        ("a@Bücher.example", "a@xn--bcher-kva.example"), ("a@XN--BCHER-KVA.example", "a@xn--bcher-kva.example"),
        ("a@例え.テスト", "a@xn--r8jz45g.xn--zckzah"), ("a@faß.de", "a@xn--fa-hia.de"),
        ("JÖRG@b.co", "jörg@b.co"), ("jo\u{308}rg@b.co", "j\u{F6}rg@b.co"), ("no address", "no address"), ("", ""),
    ])
    func anAddressHasOneForm(text: String, form: String) {
        #expect(Array(EmailAddress(text).text.utf8) == Array(form.utf8))
        #expect(EmailAddress(form).text == form)
    }

    @Test(arguments: ["a@b c.co", "a@bü/x.de", "a@bü:80.de", "a@\u{200D}.de", "a@bü@c.de", "a b@c.co"])
    func whatIsNoAddressIsRefused(text: String) {
        struct Contact: SchemaObject {
            var email: EmailAddress
            static let schema = Schema(Contact.init) { Field("email", \.email).email() }
        }
        #expect((try? Contact(json: Contact(email: EmailAddress(text)).json())) == nil)
    }
}
