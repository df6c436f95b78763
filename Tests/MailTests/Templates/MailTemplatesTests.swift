import Mail
import Testing

@Suite struct MailTemplatesTests {
    private func load(_ changes: [String: String?] = [:], folder: String? = nil) throws(MailError) -> MailTemplates {
        var files = Welcome.templates
        for (file, text) in changes { files["\(file).mustache"] = text }
        return try MailTemplates(builtIn: files, folder: folder, mails: [Welcome.self])
    }

    private func fault(_ changes: [String: String?]) async throws -> String {
        let error = try await failure { _ = try self.load(changes) }
        #expect(error.code == .invalidTemplate)
        return error.detail
    }

    // MARK: Rendering

    @Test func textsAndSubjectsAreNotEscaped() throws {
        let mail = try self.load().render(Welcome(person: "A & <B>", items: ["C \"D\""]))
        #expect(mail.subject == "Welcome, A & <B>")
        #expect(mail.text == "Dear A & <B>\n- C \"D\" for A & <B>\nhttps://shop.example & A & <B>")
    }

    @Test func pagesAreEscaped() throws {
        let mail = try self.load().render(Welcome(person: "<script>\"&'"))
        #expect(mail.html == "<html><p>Dear &lt;script&gt;&quot;&amp;&#39;</p><i>https://shop.example</i></html>")
    }

    @Test func aValueWithTagsIsNotATemplate() throws {
        #expect(try self.load().render(Welcome(person: "{{shop.url}}")).subject == "Welcome, {{shop.url}}")
    }

    @Test func aLineBreakInAValueMakesNoSecondLineOfTheSubject() throws {
        #expect(try self.load().render(Welcome(person: "A\r\nBcc: b")).subject == "Welcome, A Bcc: b")
    }

    @Test func aMailWithoutAPageHasTextOnly() throws {
        #expect(try self.load(["welcome.html": nil]).render(Welcome(person: "Ann")).html == nil)
    }

    @Test func whatIsSharedIsSeenByEveryTemplate() throws {
        var files = Welcome.templates
        files["welcome.subject.mustache"] = "{{shopName}}"
        let templates = try MailTemplates(builtIn: files, mails: [Welcome.self], shared: ["shopName": "Bodega"])
        #expect(try templates.render(Welcome(person: "Ann")).subject == "Bodega")
    }

    // MARK: What stops the start

    @Test(arguments: [
        ("welcome.txt", "Dear\n{{persn}}", "welcome.txt.mustache, line 2: persn is no name of the mail welcome"),
        ("welcome.html", "{{#isNew}}{{^isNew}}{{persn}}{{/isNew}}{{/isNew}}", "welcome.html.mustache, line 1: persn"),
        ("welcome.subject", "{{#itms}}{{title}}{{/itms}}", "welcome.subject.mustache, line 1: itms"),
        ("welcome.subject", "x{{^itms}}{{/itms}}", "itms is no name"),
        ("welcome.txt", "{{#items}}{{tite}}{{/items}}", "tite is no name"),
        ("welcome.txt", "{{title}}", "title is no name"),
        ("welcome.txt", "{{shop.ur}}", "shop.ur is no name"),
        ("welcome.txt", "{{person.name}}", "person.name is no name"),
        ("end.txt", "{{persn}}", "end.txt.mustache, line 1: persn"),
        ("page.html", "{{$body}}{{persn}}{{/body}}", "page.html.mustache, line 1: persn"),
        (
            "welcome.html", "{{<page.html}}{{$body}}{{persn}}{{/body}}{{/page.html}}",
            "welcome.html.mustache, line 1: persn"
        ),
        ("welcome.txt", "{{items}}", "items is no text"),
        ("welcome.txt", "{{> nothing.txt}}", "nothing.txt is no template"),
        ("welcome.html", "{{> end.txt}}", "end.txt is of another kind"),
        ("end.txt", "{{> end.txt}}", "end.txt includes itself"),
        ("welcome.txt", "one\n{{#isNew}}never closed", "welcome.txt.mustache, line 2"),
        ("welcome.txt", "{{person", "welcome.txt.mustache, line 1"),
        ("welcome.html", "{{{person}}}", "is not for mails"),
        ("welcome.html", "{{& person}}", "is not for mails"),
        ("welcome.html", "{{% CONTENT_TYPE:TEXT}}{{person}}", "is not for mails"),
        ("welcome.txt", "{{=<% %>=}}<% persn %>", "is not for mails"),
        ("welcome.txt", "{{upper(persn)}}", "is not for mails"),
        ("welcome.subject", " \n", "makes an empty subject"),
    ])
    func aFaultInATemplateIsToldWithTheFile(_ file: String, _ text: String, _ told: String) async throws {
        #expect(try await self.fault([file: text]).contains(told))
    }

    @Test func aMailNeedsASubjectAndAText() async throws {
        #expect(try await self.fault(["welcome.subject": nil]) == "welcome.subject.mustache is missing")
        #expect(try await self.fault(["welcome.txt": nil]) == "welcome.txt.mustache is missing")
    }

    // MARK: A folder

    @Test func aFileOfTheFolderTakesThePlaceOfABuiltInOne() throws {
        let folder = try ScratchFolder(["welcome.subject.mustache": "Hi {{person}}", "README.md": "{{not}} a template"])
        let mail = try self.load(folder: folder.path).render(Welcome(person: "Ann"))
        #expect(mail.subject == "Hi Ann")
        #expect(mail.text.hasPrefix("Dear Ann"))
    }

    @Test func aFaultInTheFolderIsToldWithThePath() async throws {
        let folder = try ScratchFolder(["welcome.subject.mustache": "{{persn}}"])
        let error = try await failure { _ = try self.load(folder: folder.path) }
        #expect(error.detail == "\(folder.path)/welcome.subject.mustache, line 1: persn is no name of the mail welcome")
    }

    @Test func aFileOfTheFolderThatNoMailUsesIsAFault() async throws {
        let folder = try ScratchFolder(["welcom.subject.mustache": "Hi"])
        let error = try await failure { _ = try self.load(folder: folder.path) }
        #expect(error.detail == "\(folder.path)/welcom.subject.mustache belongs to no mail")
    }

    @Test func aFolderThatIsNotThereIsAFault() async throws {
        #expect(try await failure { _ = try self.load(folder: "/nowhere/templates") }.code == .invalidTemplate)
    }
}
