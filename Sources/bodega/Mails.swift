import ArgumentParser
import Mail
import ShopAPI
import ShopMail

struct Mails: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "Look at the shop's mails.", subcommands: [Preview.self])

    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a mail with example data, as MAIL_TEMPLATES has it. No database is needed.")

        @Argument(help: "Which mail: \(ShopMail.mails.map { $0.name }.joined(separator: ", ")).")
        var name: String

        @Flag(help: "Print the page instead of the subject and the text.")
        var html = false

        func validate() throws {
            guard ShopMail.mails.contains(where: { $0.name == self.name }) else {
                let names = ShopMail.mails.map { $0.name }.joined(separator: ", ")
                throw ValidationError("There is no mail \(self.name); there are: \(names)")
            }
        }

        func run() async throws {
            try await withSettings { settings, _ in
                let templates = try MailTemplates(settings)
                for mail in ShopMail.mails where mail.name == self.name {
                    let rendered = try templates.render(mail.example)
                    print(
                        self.html ? rendered.html ?? "" : "Subject: \(rendered.subject)\n\n\(rendered.text)",
                        terminator: "")
                }
            }
        }
    }
}
