package import Mail

/// For those whose account is gone.
package struct ErasedMail: MailContent {
    package static let name = "erased"
    package static let example = ErasedMail(name: "Ann Miller", email: "ann@example.com")

    /// What the customer is called, nil where the account had no name.
    package var name: String?
    /// What the customer logged in with.
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
