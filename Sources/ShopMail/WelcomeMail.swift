package import Mail

/// For those who have opened an account.
package struct WelcomeMail: MailContent {
    package static let name = "welcome"
    package static let example = WelcomeMail(
        name: "Ann Miller", email: "ann@example.com", token: VerificationMail.example.token)

    /// What the customer is called, nil where the account has no name.
    package var name: String?
    /// What the customer logs in with.
    package var email: String

    /// The last part of the link that verifies the address; nil where it is verified.
    package var token: String?

    package init(name: String?, email: String, token: String?) {
        self.name = name
        self.email = email
        self.token = token
    }

    package var fields: [String: MailField] {
        var fields: [String: MailField] = ["email": .text(self.email)]
        if let name = self.name { fields["name"] = .text(name) }
        if let token = self.token { fields["token"] = .text(token) }
        return fields
    }
}
