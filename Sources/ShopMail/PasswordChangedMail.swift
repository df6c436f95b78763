package import FoundationEssentials
package import Mail

/// For those whose account has another password.
package struct PasswordChangedMail: MailContent {
    package static let name = "password-changed"
    package static let example = PasswordChangedMail(at: Date(timeIntervalSince1970: 1_800_000_000))

    package var at: Date

    package init(at: Date) {
        self.at = at
    }

    package var fields: [String: MailField] { ["at": .text(self.at.inMails)] }
}
