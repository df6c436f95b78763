package import Mail

/// For those whose logins need a code of an authenticator from now on, or no longer.
package struct TOTPSwitchedMail: MailContent {
    package static let name = "totp-switched"
    package static let example = TOTPSwitchedMail(name: "Ann Miller", email: "ann@example.com", isOn: true)

    /// What the customer is called, nil where the account has no name.
    package var name: String?
    /// What the customer logs in with.
    package var email: String
    /// Whether it was switched on.
    package var isOn: Bool

    package init(name: String?, email: String, isOn: Bool) {
        self.name = name
        self.email = email
        self.isOn = isOn
    }

    package var fields: [String: MailField] {
        var fields: [String: MailField] = ["email": .text(self.email), "on": .flag(self.isOn)]
        if let name = self.name { fields["name"] = .text(name) }
        return fields
    }
}
