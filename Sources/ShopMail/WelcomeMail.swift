package import Mail

/// For those who have opened an account.
package struct WelcomeMail: MailContent {
    package static let name = "welcome"
    package static let example = WelcomeMail(name: "Ann Miller", email: "ann@example.com")

    /// What the customer is called, nil where the account has no name.
    package var name: String?
    /// What the customer logs in with.
    package var email: String

    package init(name: String?, email: String) {
        self.name = name
        self.email = email
    }

    package var fields: [String: MailField] {
        var fields: [String: MailField] = ["email": .text(self.email)]
        if let name = self.name { fields["name"] = .text(name) }
        return fields
    }
}
