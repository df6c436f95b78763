import Mail
import ShopMail
import Testing

@Suite struct WelcomeMailTests {
    private let templates: MailTemplates

    init() throws {
        self.templates = try ShopMail.load(shopName: "Bodega", shopURL: "https://shop.example")
    }

    @Test func aCustomerWithANameIsGreetedByIt() throws {
        let mail = try self.templates.render(WelcomeMail(name: "Ann", email: "ann@example.com", token: nil))
        #expect(mail.subject == "Welcome to Bodega, Ann")
        #expect(mail.text.hasPrefix("Hello Ann,\n"))
        #expect(mail.html?.contains(">Hello Ann,<") == true)
    }

    @Test func aCustomerWithoutANameIsGreetedWithoutOne() throws {
        let mail = try self.templates.render(WelcomeMail(name: nil, email: "ann@example.com", token: nil))
        #expect(mail.subject == "Welcome to Bodega")
        #expect(mail.text.hasPrefix("Hello,\n"))
        #expect(mail.html?.contains(">Hello,<") == true)
    }

    @Test func aNameWithMarkupIsShownAsItIs() throws {
        let mail = try self.templates.render(WelcomeMail(name: "<img src=x>", email: "ann@example.com", token: nil))
        #expect(mail.html?.contains("<img") == false)
        #expect(mail.text.contains("Hello <img src=x>,"))
    }
}
