import Foundation
import Mail
import Testing

@Suite struct MailMessageTests {
    @Test func theSameMessageHasTheSameBytes() throws {
        let first = try message(html: "<p>Hello</p>", id: "1@shop.example")
        #expect(try first.bytes == message(html: "<p>Hello</p>", id: "1@shop.example").bytes)
    }

    @Test func aDateIsWrittenInUniversalTime() throws {
        #expect(try Self.lines(message()).contains("Date: Tue, 14 Nov 2023 22:13:20 +0000"))
    }

    @Test(arguments: [
        "\r\nBcc: eve@example.com", "\nBcc: eve@example.com", "\rBcc: eve@example.com", "\0", "\u{2028}Bcc: x",
    ])
    func aLineBreakInANameOrASubjectMakesNoHeader(_ text: String) throws {
        let lines = try Self.lines(message(name: "Ann\(text)", subject: "Hello\(text)"))
        #expect(!lines.contains { $0.hasPrefix("Bcc") })
        #expect(lines.allSatisfy { line in line.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } })
    }

    @Test func noLineIsLongerThanServersTake() throws {
        let long = String(repeating: "lang und länger ", count: 500)
        let lines = try Self.lines(message(name: long, subject: long, text: long, html: "<p>\(long)</p>"))
        #expect(lines.allSatisfy { $0.utf8.count <= 78 })
    }

    @Test(arguments: ["", "x", "a@b@c", "<a@b>", "a@b\r\nBcc: eve@example.com", "../a@b", "a/b@c", "-a@b", "ä@b", "a@"])
    func aMessageIDThatCouldMeanSomethingElseIsRefused(_ id: String) async throws {
        #expect(try await failure { _ = try message(id: id) }.code == .invalidMessage)
    }

    @Test func aMessageWithoutASubjectIsRefused() async throws {
        #expect(try await failure { _ = try message(subject: " \r\n") }.code == .invalidMessage)
    }

    private static func lines(_ message: MailMessage) -> [String] {
        String(decoding: message.bytes, as: UTF8.self).components(separatedBy: "\r\n")
    }
}
