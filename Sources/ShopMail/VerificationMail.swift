package import Mail

/// For those whose address is to be verified again.
package struct VerificationMail: MailContent {
    package static let name = "verification"
    package static let example = VerificationMail(token: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI1MDdmMWY3NyJ9.c2ln")

    /// The last part of the link.
    package var token: String

    package init(token: String) {
        self.token = token
    }

    package var fields: [String: MailField] { ["token": .text(self.token)] }
}
