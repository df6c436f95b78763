package import Mail

/// For those who forgot their password.
package struct ResetCodeMail: MailContent {
    package static let name = "reset-code"
    package static let example = ResetCodeMail(code: "048213")

    /// Six digits.
    package var code: String

    package init(code: String) {
        self.code = code
    }

    package var fields: [String: MailField] { ["code": .text(self.code)] }
}
