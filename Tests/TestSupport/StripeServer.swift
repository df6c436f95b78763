import Foundation

/// A Stripe of a test's own: `scripts/stripeserver`, which tells what it does besides what localstripe does.
public final class StripeServer: Sendable {
    public struct StartFailure: Error {
        let log: String
    }

    private let process: ServerProcess

    /// Starts a server and waits until it listens.
    public init() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let modules = ProcessInfo.processInfo.environment["BODEGA_LOCALSTRIPE"] ?? "\(root.path)/.local/localstripe"
        let process = try ServerProcess()
        self.process = process
        try process.start(
            ["PYTHONPATH=\(modules)", "python3", "-B", "\(root.path)/scripts/stripeserver"]
                + ["--port", "\(process.port)", "--folder", process.folder.path])
        let ready = process.folder.appending(path: "ready")
        do {
            try await eventually(within: .seconds(60)) { FileManager.default.fileExists(atPath: ready.path) }
        } catch {
            let log = process.log
            process.remove()
            throw StartFailure(log: log)
        }
    }

    deinit {
        self.process.remove()
    }

    /// The address of its API, without `/v1`.
    public var base: String { "http://127.0.0.1:\(self.process.port)" }
}
