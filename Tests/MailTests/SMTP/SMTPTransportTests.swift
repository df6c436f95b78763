import Foundation
import Mail
import TestSupport
import Testing

@Suite struct SMTPTransportTests {
    private let server: MailServer
    private let transport: SMTPTransport

    init() async throws {
        self.server = try await MailServer()
        self.transport = try SMTPTransport(SMTPSettings(host: "127.0.0.1", port: self.server.port))
    }

    // MARK: What arrives

    @Test func theEnvelopeAndTheHeadersName() async throws {
        try await self.transport.send(message(id: "1@shop.example"))
        let mail = try #require(self.server.mails().first)
        #expect(mail.sender == "orders@shop.example")
        #expect(mail.recipients == ["ann@example.com"])
        #expect(mail["From"] == "The Shop <orders@shop.example>")
        #expect(mail["To"] == "Ann <ann@example.com>")
        #expect(mail["Subject"] == "Hello")
        #expect(mail["Message-ID"] == "<1@shop.example>")
        #expect(mail.defects == [])
    }

    @Test func theBytesAreThoseOfTheMessage() async throws {
        let message = try message(text: ".\n..\n.dots\nend", html: "<p>\n.\n</p>")
        try await self.transport.send(message)
        var expected = message.bytes
        if !expected.suffix(2).elementsEqual([13, 10]) { expected += [13, 10] }
        #expect(try self.server.mails().map(\.content) == [Data(expected)])
    }

    @Test(arguments: [
        "Grüße aus Köln: 5 €\n", ".\n", ".\r\n.\r\n", "..dots\n.\n", "one\rtwo\nthree\r\nfour\n",
        "trailing space \n\tand tab\t\n",
        "= and =3D and =\n", "From here on\n", "👩‍👩‍👧 \u{0}\u{1}\u{7F}\n",
        String(repeating: "länger ", count: 2_000) + "\n", "\n\n",
        "no end", "--=_next-part--\n",
    ])
    func bothPartsDecodeToWhatWasWritten(_ text: String) async throws {
        try await self.transport.send(message(text: text, html: "<p>\(text)</p>"))
        let mail = try #require(self.server.mails().first)
        #expect(Self.lines(mail.text) == Self.lines(text))
        #expect(Self.lines(mail.html) == Self.lines("<p>\(text)</p>"))
        #expect(mail.defects == [])
    }

    @Test(arguments: [
        "Grüße aus Köln", "😀 \"quoted\", (comment) <angle>; \\", "=?utf-8?B?eA==?=", "a, b: c; d@e",
        "Ein sehr langer Betreff, der über mehrere Zeilen geht, weil er so lang ist, wie es Betreffe selten sind",
        "A very long subject of nothing but ASCII that goes on over the end of a line and then further",
    ])
    func aSubjectAndANameAreReadAsTheyWereWritten(_ text: String) async throws {
        try await self.transport.send(message(name: text, subject: text))
        let mail = try #require(self.server.mails().first)
        #expect(mail["Subject"] == text)
        #expect(mail["To"]?.contains("<ann@example.com>") == true)
        #expect(mail.recipients == ["ann@example.com"])
        #expect(mail.defects == [])
    }

    @Test func lineBreaksInANameAndASubjectAddNoHeaderAndNoRecipient() async throws {
        let evil = "x\r\nBcc: eve@example.com\r\n\r\nbody"
        try await self.transport.send(message(name: evil, subject: evil))
        let mail = try #require(self.server.mails().first)
        #expect(mail["Bcc"] == nil)
        #expect(mail["Subject"] == "x Bcc: eve@example.com body")
        #expect(mail.recipients == ["ann@example.com"])
    }

    // MARK: Refusals

    @Test func aRefusalIsPermanentAndTellsTheServersWords() async throws {
        let error = try await failure { try await self.transport.send(message(to: "refused@example.com")) }
        #expect(error.code == .rejected)
        #expect(error.replyCode == 550)
        #expect(error.detail.contains("No such user here"))
        #expect(error.isPermanent)
        #expect(!error.mayHaveBeenSent)
    }

    @Test func aGreyListIsATemporaryRefusalAndTheNextTrySucceeds() async throws {
        let message = try message(to: "greylisted@example.com")
        let error = try await failure { try await self.transport.send(message) }
        #expect(error.code == .rejected)
        #expect(error.replyCode == 451)
        #expect(!error.isPermanent)
        try await self.transport.send(message)
        #expect(try self.server.mails().count == 1)
    }

    @Test func aConnectionThatDropsAfterTheMessageIsTemporaryAndTheMessageMayHaveBeenSent() async throws {
        let message = try message(to: "dropped@example.com", id: "1@shop.example")
        let error = try await failure { try await self.transport.send(message) }
        #expect(error.code == .connectionLost)
        #expect(!error.isPermanent)
        #expect(error.mayHaveBeenSent)
        try await self.transport.send(message)
        #expect(try self.server.mails().map { $0["Message-ID"] } == ["<1@shop.example>", "<1@shop.example>"])
    }

    // MARK: Connections

    @Test func aConnectionIsKeptForTheNextMail() async throws {
        let settings = SMTPSettings(host: "127.0.0.1", port: self.server.port)
        let transport = try SMTPTransport(settings.with { $0.connections = 1 })
        try await transport.send(message())
        try await transport.send(message())
        #expect(try Set(self.server.mails().map(\.peer)).count == 1)
    }

    @Test func afterTheServerCameBackTheNextMailGoesOut() async throws {
        let settings = SMTPSettings(host: "127.0.0.1", port: self.server.port)
        let transport = try SMTPTransport(settings.with { $0.connections = 1 })
        try await transport.send(message())
        self.server.kill()
        #expect(try await failure { try await transport.send(message()) }.code == .unreachable)
        try await self.server.restart()
        try await transport.send(message())
    }

    @Test func twentyMailsAtOnceArriveOnceEach() async throws {
        let messages = try (0..<20).map { try message(subject: "Mail \($0)") }
        let transport = self.transport
        _ = try await parallel(20) { try await transport.send(messages[$0]) }
        #expect(Set(try self.server.mails().compactMap { $0["Subject"] }) == Set(messages.map(\.subject)))
        #expect(try self.server.mails().count == 20)
    }

    // MARK: Giving up

    @Test func aServerThatHangsIsGivenUpAfterTheTimeout() async throws {
        let settings = SMTPSettings(host: "127.0.0.1", port: self.server.port)
        let transport = try SMTPTransport(settings.with { $0.timeout = .milliseconds(200) })
        let error = try await failure { try await transport.send(message(to: "hanging@example.com")) }
        #expect(error.code == .timedOut)
        #expect(!error.isPermanent)
    }

    @Test func aCancelledTaskStopsWaitingAndTheThreadIsFreeAgain() async throws {
        let settings = SMTPSettings(host: "127.0.0.1", port: self.server.port)
        let transport = try SMTPTransport(settings.with { $0.connections = 1 })
        let hanging = try message(to: "hanging@example.com")
        let task = Task { try await failure { try await transport.send(hanging) } }
        try await eventually { self.server.isHanging }
        task.cancel()
        #expect(try await task.value.code == .cancelled)
        try await transport.send(message())
    }

    @Test func aMailThatWouldWaitBehindTooManyIsRefused() async throws {
        let settings = SMTPSettings(host: "127.0.0.1", port: self.server.port)
        let transport = try SMTPTransport(settings.with { $0.queueLimit = 0 })
        #expect(try await failure { try await transport.send(message()) }.code == .overloaded)
    }

    @Test func afterTheShutdownNothingIsTaken() async throws {
        try await self.transport.send(message())
        await self.transport.shutDown()
        #expect(try await failure { try await self.transport.send(message()) }.code == .shutDown)
    }

    @Test func anUnknownHostIsTemporary() async throws {
        let transport = try SMTPTransport(SMTPSettings(host: "mail.invalid", port: 25))
        let error = try await failure { try await transport.send(message()) }
        #expect(error.code == .unreachable)
        #expect(!error.isPermanent)
    }

    private static func lines(_ text: String?) -> [String] {
        var lines = (text ?? "").replacing("\r\n", with: "\n").replacing("\r", with: "\n").components(separatedBy: "\n")
        while lines.last == "" { lines.removeLast() }
        return lines
    }
}
