import Mail
import ShopMail
import Testing

@Suite struct TOTPSwitchedMailTests {
    private let templates: MailTemplates

    init() throws {
        self.templates = try ShopMail.load(shopName: "Bodega", shopURL: "https://shop.example")
    }

    @Test func itSaysThatACodeIsNeeded() throws {
        let mail = try self.templates.render(TOTPSwitchedMail(name: "Ann", email: "ann@example.com", isOn: true))
        #expect(mail.subject == "Logins at Bodega need a code now")
        #expect(mail.text.hasPrefix("Hello Ann,\n\nfrom now on a login to your account at Bodega needs a code"))
        #expect(mail.text.contains("write to us") && !mail.text.contains("choose another one"))
        #expect(mail.html?.contains("from now on a login") == true && mail.html?.contains("alone again") == false)
    }

    @Test func itSaysThatNoneIsNeededAnyMore() throws {
        let mail = try self.templates.render(TOTPSwitchedMail(name: nil, email: "ann@example.com", isOn: false))
        #expect(mail.subject == "Logins at Bodega need no code any more")
        #expect(mail.text.hasPrefix("Hello,\n\na login to your account at Bodega needs the password alone again"))
        #expect(mail.text.contains("choose another one") && !mail.text.contains("write to us"))
        #expect(mail.html?.contains("alone again") == true && mail.html?.contains("from now on") == false)
    }
}
