import Dispatch
import Foundation
public import Logging

/// Writes each mail as an `.eml` file into a folder instead of sending it.
///
/// The bytes are those that ``SMTPTransport`` sends. The file is named after the message ID, so a mail that is sent again
/// replaces itself; it appears complete or not at all.
public struct MailFolder: MailTransport {
    /// Where the files are.
    public let path: String
    private let logger: Logger

    /// A folder, which is made when the first mail comes.
    ///
    /// - Parameter logger: is told of each mail: the file, the recipient, the subject, and the first link in it.
    public init(path: String, logger: Logger) {
        self.path = path
        self.logger = logger
    }

    public func send(_ message: MailMessage) async throws(MailError) {
        // An ID has characters only that a file's name may have, and begins with none that is special.
        let file = URL(filePath: self.path).appending(path: "\(message.messageID).eml")
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Void, MailError>, Never>) in
            DispatchQueue.global().async {
                continuation.resume(returning: Self.write(message, to: file))
            }
        }
        try result.get()
        var metadata: Logger.Metadata = [
            "file": "\(file.path)", "to": "\(message.to.address)", "subject": "\(message.subject)",
        ]
        if let link = message.text.firstMatch(of: /https?:\/\/\S+/) { metadata["link"] = "\(link.output)" }
        self.logger.notice("Mail written to a file", metadata: metadata)
    }

    public func shutDown() async {}

    private static func write(_ message: MailMessage, to file: URL) -> Result<Void, MailError> {
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(message.bytes).write(to: file, options: .atomic)
            return .success(())
        } catch {
            return .failure(MailError(.notWritten, "\(file.path): \(error.localizedDescription)"))
        }
    }
}
