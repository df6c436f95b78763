import Mail
import TLSTestSupport
import TestSupport
import Testing
import X509

@Suite struct SMTPEncryptionTests {
    private let files: TLSFiles
    private var offering: [String] {
        ["--certificate", self.files.path("server.pem"), "--key", self.files.path("server.key")]
    }

    init() throws {
        self.files = try TLSFiles(serverNames: [.dnsName("localhost")])
    }

    private func settings(
        _ server: MailServer, host: String = "localhost", _ encryption: SMTPSettings.Encryption?,
        password: String? = nil,
        trusted: Bool = true
    ) -> SMTPSettings {
        SMTPSettings(
            host: host, port: server.port, encryption: encryption,
            credentials: password.map { SMTPCredentials(user: "shop", password: $0) },
            certificateAuthorities: trusted ? self.files.path("authority.pem") : nil)
    }

    @Test(arguments: [SMTPSettings.Encryption.required, .opportunistic])
    func starttlsIsUsedWhereTheServerRequiresIt(_ encryption: SMTPSettings.Encryption) async throws {
        let server = try await MailServer(self.offering + ["--require-tls"])
        try await SMTPTransport(self.settings(server, encryption)).send(message())
        #expect(try server.mails().map(\.isEncrypted) == [true])
    }

    @Test func tlsFromTheFirstByte() async throws {
        let server = try await MailServer(self.offering + ["--smtps"])
        try await SMTPTransport(self.settings(server, .immediate)).send(message())
        #expect(try server.mails().count == 1)
    }

    @Test func aServerThatRequiresItRefusesMailWithoutIt() async throws {
        let server = try await MailServer(self.offering + ["--require-tls"])
        let transport = try SMTPTransport(self.settings(server, .off))
        let error = try await failure { try await transport.send(message()) }
        #expect(error.replyCode == 530)
    }

    @Test func noMailGoesToAServerThatDoesNotOfferWhatIsRequired() async throws {
        let server = try await MailServer()
        let transport = try SMTPTransport(self.settings(server, .required))
        #expect(try await failure { try await transport.send(message()) }.code == .tlsFailed)
        #expect(try server.mails().isEmpty)
    }

    @Test(arguments: [SMTPSettings.Encryption.required, .opportunistic])
    func aServerWithACertificateOfAnUnknownAuthorityIsRefused(_ encryption: SMTPSettings.Encryption) async throws {
        let server = try await MailServer(self.offering)
        let transport = try SMTPTransport(self.settings(server, encryption, trusted: false))
        let error = try await failure { try await transport.send(message()) }
        #expect(error.code == .tlsFailed)
        #expect(!error.isPermanent)
    }

    @Test func aServerWithACertificateForAnotherNameIsRefused() async throws {
        let server = try await MailServer(self.offering)
        let transport = try SMTPTransport(self.settings(server, host: "127.0.0.1", .required))
        #expect(try await failure { try await transport.send(message()) }.code == .tlsFailed)
    }

    @Test func credentialsAreSentOverTLS() async throws {
        let server = try await MailServer(self.offering + ["--user", "shop", "--password", "right secret"])
        try await SMTPTransport(self.settings(server, nil, password: "right secret")).send(message())
        #expect(try server.mails().map(\.isAuthenticated) == [true])
    }

    @Test func aWrongPasswordIsToldWithoutQuotingIt() async throws {
        let server = try await MailServer(self.offering + ["--user", "shop", "--password", "right secret"])
        let transport = try SMTPTransport(self.settings(server, nil, password: "wrong secret"))
        let error = try await failure { try await transport.send(message()) }
        #expect(error.code == .authenticationFailed)
        #expect(error.replyCode == 535)
        #expect(!error.isPermanent)
        #expect(!"\(error)".contains("secret"))
    }
}
