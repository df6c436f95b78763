import Mail
import ShopMail
import Testing

@Suite struct ErasedMailTests {
    @Test func aFormerCustomerReadsWhichAccountIsGone() throws {
        let templates = try ShopMail.load(shopName: "Bodega", shopURL: "https://shop.example")
        let mail = try templates.render(ErasedMail(name: "Ann", email: "ann@example.com"))
        #expect(mail.subject == "Your account at Bodega is gone")
        #expect(mail.text.hasPrefix("Hello Ann,\n") && mail.text.contains("    ann@example.com\n"))
        #expect(mail.html?.contains("ann@example.com") == true)
    }
}
