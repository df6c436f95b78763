import Mail
import Testing

@Suite struct SMTPURLTests {
    @Test func aServerWithoutCredentialsIsOnPort25AndMayBeUnencrypted() throws {
        #expect(
            try SMTPSettings(url: "smtp://mail.example")
                == SMTPSettings(host: "mail.example", port: 25, encryption: .opportunistic))
    }

    @Test func aServerWithCredentialsIsOnPort587AndMustBeEncrypted() throws {
        let settings = try SMTPSettings(url: "smtp://ann:p%40ss%3Aword@mail.example")
        #expect(settings.port == 587)
        #expect(settings.encryption == .required)
        #expect(settings.credentials == SMTPCredentials(user: "ann", password: "p@ss:word"))
    }

    @Test func tlsFromTheFirstByteIsOnPort465() throws {
        let settings = try SMTPSettings(url: "smtps://mail.example")
        #expect(settings.port == 465)
        #expect(settings.encryption == .immediate)
    }

    @Test(arguments: [("required", SMTPSettings.Encryption.required), ("opportunistic", .opportunistic), ("off", .off)])
    func theURLTellsHowToEncrypt(_ value: String, _ encryption: SMTPSettings.Encryption) throws {
        #expect(try SMTPSettings(url: "smtp://ann:secret@mail.example:2525?starttls=\(value)").encryption == encryption)
    }

    @Test(arguments: [
        "", "mail.example", "http://mail.example", "smtp://", "smtp://mail.example/inbox", "smtp://mail.example:port",
        "smtp://mail.example:70000", "smtp://ann@mail.example", "smtp://:secret@mail.example",
        "smtp://mail.example?tls=on",
        "smtp://mail.example?starttls=maybe", "smtp://mail.example?starttls=immediate", "smtp://mail.example?starttls",
        "smtp://mail.example?starttls=off&starttls=required", "smtps://mail.example?starttls=off",
        "smtp://mail.example#x", "smtp://mail.example\r\n", "smtp://mail.example?ca_file=/nowhere/ca.pem",
        "smtp://ann:secret%00@mail.example",
    ])
    func aURLThatCouldMeanSomethingElseIsRefused(_ url: String) async throws {
        #expect(try await failure { _ = try SMTPSettings(url: url) }.code == .invalidURL)
    }

    @Test func thePasswordShowsNowhere() async throws {
        let settings = try SMTPSettings(url: "smtp://ann:secret@mail.example")
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!"\(settings) \(dumped)".contains("secret"))
        let error = try await failure { _ = try SMTPSettings(url: "smtp://ann:secret@mail.example/path") }
        #expect(!"\(error)".contains("secret"))
    }
}
