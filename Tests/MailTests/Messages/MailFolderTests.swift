import Foundation
import InMemoryLogging
import Logging
import Mail
import Testing

@Suite struct MailFolderTests {
    private let scratch: ScratchFolder
    private let log = InMemoryLogHandler()
    private let folder: MailFolder

    init() throws {
        self.scratch = try ScratchFolder()
        let log = self.log
        self.folder = MailFolder(path: "\(self.scratch.path)/new/mail", logger: Logger(label: "test") { _ in log })
    }

    @Test func aFileHasTheBytesOfTheMessage() async throws {
        let message = try message(html: "<p>Hello</p>", id: "1@shop.example")
        try await self.folder.send(message)
        #expect(try Data(contentsOf: URL(filePath: "\(self.folder.path)/1@shop.example.eml")) == Data(message.bytes))
    }

    @Test func aMailThatIsSentAgainReplacesItself() async throws {
        try await self.folder.send(message(text: "first", id: "1@shop.example"))
        try await self.folder.send(message(text: "second", id: "1@shop.example"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: self.folder.path) == ["1@shop.example.eml"])
    }

    @Test func theLogNamesFileRecipientAndSubject() async throws {
        try await self.folder.send(message(id: "1@shop.example"))
        let metadata = try #require(self.log.entries.first).metadata
        #expect(metadata["file"] == "\(self.folder.path)/1@shop.example.eml")
        #expect(metadata["to"] == "ann@example.com")
        #expect(metadata["subject"] == "Hello")
    }

    @Test func aFolderThatCannotBeMadeFailsAndMayBeTriedAgain() async throws {
        let file = try ScratchFolder(["taken": ""])
        let folder = MailFolder(path: "\(file.path)/taken/mail", logger: Logger(label: "test"))
        let error = try await failure { try await folder.send(message()) }
        #expect(error.code == .notWritten)
        #expect(!error.isPermanent)
    }
}
