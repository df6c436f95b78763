import Foundation
import Mail

/// A message as most tests want it, unless they say otherwise.
func message(
    to: String = "ann@example.com", name: String = "Ann", subject: String = "Hello", text: String = "Hello Ann\n",
    html: String? = nil, id: String = "\(UUID().uuidString)@shop.example"
) throws -> MailMessage {
    try MailMessage(
        from: MailAddress("orders@shop.example", name: "The Shop"), to: MailAddress(to, name: name), subject: subject,
        text: text, html: html, messageID: id, date: Date(timeIntervalSince1970: 1_700_000_000))
}

/// What a body throws, which must be a mail's error.
func failure(_ body: () async throws -> Void) async throws -> MailError {
    do {
        try await body()
    } catch let error as MailError {
        return error
    }
    throw NothingFailed()
}

struct NothingFailed: Error {}

/// A folder that goes with the test.
final class ScratchFolder: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID().uuidString.prefix(8))").path

    init(_ files: [String: String] = [:]) throws {
        try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
        for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: self.path).appending(path: name)) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: self.path)
    }
}
