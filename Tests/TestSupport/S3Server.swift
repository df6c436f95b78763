import Foundation

/// An S3-compatible store of a test's own: `scripts/s3server`, which checks who signs a request and how.
public final class S3Server: Sendable {
    public struct StartFailure: Error {
        let log: String
    }

    /// The access key of a user who may do anything.
    public struct Key: Decodable, Sendable {
        public let id: String
        public let secret: String
    }

    private let process: ServerProcess
    public let key: Key

    /// Starts a server and waits until it listens.
    public init() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let modules = ProcessInfo.processInfo.environment["BODEGA_MOTO"] ?? "\(root.path)/.local/moto"
        let process = try ServerProcess()
        self.process = process
        try process.start(
            ["PYTHONPATH=\(modules)", "python3", "-B", "\(root.path)/scripts/s3server", "--port", "\(process.port)"]
                + ["--folder", process.folder.path])
        let ready = process.folder.appending(path: "ready")
        do {
            try await eventually(within: .seconds(60)) { FileManager.default.fileExists(atPath: ready.path) }
            self.key = try JSONDecoder().decode(Key.self, from: Data(contentsOf: ready))
        } catch {
            let log = process.log
            process.remove()
            throw StartFailure(log: log)
        }
    }

    deinit {
        self.process.remove()
    }

    public var port: Int { self.process.port }
}
