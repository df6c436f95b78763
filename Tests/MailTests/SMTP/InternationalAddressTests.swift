import Mail
import TestSupport
import Testing

@Suite struct InternationalAddressTests {
    @Test func aServerThatOffersSMTPUTF8TakesLettersBeforeTheAt() async throws {
        let server = try await MailServer()
        try await SMTPTransport(SMTPSettings(host: "127.0.0.1", port: server.port)).send(
            message(to: "анна@example.com"))
        let mail = try #require(server.mails().first)
        #expect(mail.recipients == ["анна@example.com"])
        #expect(mail.options.contains("SMTPUTF8"))
    }

    @Test func aServerThatDoesNotOfferItIsAPermanentError() async throws {
        let server = try await MailServer(["--ascii"])
        let transport = try SMTPTransport(SMTPSettings(host: "127.0.0.1", port: server.port))
        let error = try await failure { try await transport.send(message(to: "анна@example.com")) }
        #expect(error.code == .addressNotSupported)
        #expect(error.isPermanent)
        #expect(try server.mails().isEmpty)
    }

    @Test func lettersAfterTheAtNeedNothingOfTheServer() async throws {
        let server = try await MailServer(["--ascii"])
        let transport = try SMTPTransport(SMTPSettings(host: "127.0.0.1", port: server.port))
        try await transport.send(message(to: "ann@bücher.example"))
        #expect(try server.mails().first?.recipients == ["ann@xn--bcher-kva.example"])
    }
}
