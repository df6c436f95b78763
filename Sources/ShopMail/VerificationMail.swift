package import Mail

/// For those whose address is to be verified again.
package struct VerificationMail: MailContent {
    package static let name = "verification"
    package static let example = VerificationMail(
        token: "6b0c199e93eb6247480ce74c.1796041502.fLK4Mx0nJDgxgfNQRpzVE6WxJg6n_ejocZyAd8BSkYI")

    /// The last part of the link.
    package var token: String

    package init(token: String) {
        self.token = token
    }

    package var fields: [String: MailField] { ["token": .text(self.token)] }
}
