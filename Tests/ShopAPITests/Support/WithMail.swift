import Mail
import ShopAPI
import TestSupport

/// Runs a test with a shop that sends mail, and the server that gets it.
///
/// - Parameter configure: changes other settings.
func withMail(
    configure: @Sendable (inout Settings) -> Void = { _ in },
    _ body: @Sendable (ShopClient, MailServer) async throws -> Void
) async throws {
    let mails = try await MailServer()
    try await withShop {
        $0.worksOnJobs = true
        $0.shopName = "Lamps & Co."
        $0.publicURL = "https://lamps.example"
        $0.mail.sender = "Lamps & Co. <hello@lamps.example>"
        $0.mail.smtp = SMTPSettings(host: "127.0.0.1", port: mails.port, encryption: .off)
        configure(&$0)
    } _: { shop in
        try await body(shop, mails)
    }
}

extension MailServer {
    /// Waits for mails whose subject begins so, and returns them.
    func mails(_ subject: String, count: Int = 1) async throws -> [ReceivedMail] {
        try await eventually { try self.mails().filter { $0["Subject"]?.contains(subject) == true }.count >= count }
        return try self.mails().filter { $0["Subject"]?.contains(subject) == true }
    }
}

extension ReceivedMail {
    /// The path of the link that verifies an address.
    var verificationPath: String? {
        self.text?.firstMatch(of: /https:\/\/lamps\.example(\/api\/v1\/auth\/verify-email\/\S+)/).map { String($0.1) }
    }

    /// The code that sets another password.
    var code: String? { self.text?.firstMatch(of: /^ {4}(\d{6})$/.anchorsMatchLineEndings()).map { String($0.1) } }
}
