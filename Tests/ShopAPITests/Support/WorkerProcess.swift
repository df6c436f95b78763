import Foundation
import Glibc
import ShopAPI
import TestSupport

/// `bodega worker`, as a process that may die.
struct WorkerProcess: Sendable {
    private let process: ServerProcess
    private let environment: [String]

    /// Runs a test with a worker on the data of a shop, which is not started yet.
    ///
    /// - Parameter environment: further variables, as `NAME=value`.
    static func with(
        _ shop: ShopClient, mailServer: MailServer, environment: [String] = [],
        _ body: (WorkerProcess) async throws -> Void
    ) async throws {
        let process = try ServerProcess()
        defer { process.remove() }
        try await body(
            WorkerProcess(
                process: process,
                environment: [
                    "MONGODB_URI=\(shop.settings.mongodbURI)", "REDIS_ENABLED=false", "LOG_LEVEL=info",
                    "SMTP_URL=smtp://127.0.0.1:\(mailServer.port)?starttls=off",
                ] + environment))
    }

    func start() throws {
        try self.process.start(self.environment + [ShopProcess.executable, "worker"])
    }

    /// The memory that it occupies.
    var residentBytes: Int { self.process.residentBytes }

    /// Ends the worker as a crash would.
    func kill() { self.process.kill() }

    /// Asks the worker to end, as a supervisor does.
    func terminate() { self.process.signal(SIGTERM) }

    /// - Returns: its exit code; 128 and the number of the signal that ended it.
    func waitForEnd() -> Int32 { self.process.waitForEnd() }
}
