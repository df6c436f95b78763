import Mail

extension SettingsReader {
    mutating func readMail(into settings: inout MailSettings) {
        // The URL may hold a password.
        self.read(
            "SMTP_URL", into: &settings.smtp,
            allowed: "smtp:// or smtps:// and a server, as in smtp://user:password@mail.example.com:587", isSecret: true
        ) { text in
            (try? SMTPSettings(url: text)).map { .some($0) }
        }
        self.read("MAIL_FROM", into: &settings.sender, allowed: "an address, as in \(settings.sender)") { text in
            (try? MailAddress(parsing: text)) == nil ? nil : text
        }
        self.readText("MAIL_FOLDER", into: &settings.folder)
        self.read("MAIL_TEMPLATES", into: &settings.templates, allowed: "a folder") { .some($0) }
    }
}
