import Foundation

/// A mail server of a test's own: `scripts/smtpserver`, which tells what happens to which recipient's mail.
public final class MailServer: Sendable {
    public struct StartFailure: Error {
        let log: String
    }

    private let process: ServerProcess

    /// Starts a server and waits until it listens.
    ///
    /// - Parameter options: the script's, for example `--ascii`.
    public init(_ options: [String] = []) async throws {
        var failure: (any Error)?
        // Another process may take the port before the server does.
        for _ in 0..<5 {
            let process = try ServerProcess()
            do {
                try await Self.launch(process, options)
                self.process = process
                return
            } catch {
                failure = error
                process.remove()
            }
        }
        throw failure ?? StartFailure(log: "")
    }

    deinit {
        self.process.remove()
    }

    public var port: Int { self.process.port }

    /// Whether a mail came that it does not answer.
    public var isHanging: Bool {
        FileManager.default.fileExists(atPath: self.process.folder.appending(path: "hanging").path)
    }

    /// Lets it answer them.
    public func release() throws {
        try Data().write(to: self.process.folder.appending(path: "released"))
    }

    /// The mails that came, in their order.
    public func mails() throws -> [ReceivedMail] {
        let files = try FileManager.default.contentsOfDirectory(atPath: self.process.folder.path)
        let numbers = files.filter { $0.hasSuffix(".json") }.compactMap { Int($0.dropLast(5)) }
        return try numbers.sorted().map { number in
            let file = self.process.folder.appending(path: "\(number).json")
            return try JSONDecoder().decode(ReceivedMail.self, from: Data(contentsOf: file))
        }
    }

    /// Ends the server as a crash would: its connections break.
    public func kill() {
        self.process.kill()
    }

    /// Starts the server again, after `kill`, on the same port.
    public func restart(_ options: [String] = []) async throws {
        try? FileManager.default.removeItem(at: self.process.folder.appending(path: "ready"))
        try await Self.launch(self.process, options)
    }

    private static func launch(_ process: ServerProcess, _ options: [String]) async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let modules = ProcessInfo.processInfo.environment["BODEGA_AIOSMTPD"] ?? "\(root.path)/.local/aiosmtpd"
        try process.start(
            ["PYTHONPATH=\(modules)", "python3", "-B", "\(root.path)/scripts/smtpserver"]
                + ["--port", "\(process.port)", "--folder", process.folder.path] + options)
        do {
            try await eventually(within: .seconds(10)) {
                FileManager.default.fileExists(atPath: process.folder.appending(path: "ready").path)
            }
        } catch {
            throw StartFailure(log: process.log)
        }
    }
}
