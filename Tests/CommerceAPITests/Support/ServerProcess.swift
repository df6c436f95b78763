import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A server of a test's own, on a free port, with its files in a folder of its own.
///
/// A shell stands between: it ends the server when this process ends in whatever way, by the end of its input.
final class ServerProcess: Sendable {
    private struct Running {
        let shell: Process
        let input: Pipe
    }

    private static let keeper = #"folder=$1; shift; "$@" >>"$folder/log" 2>&1 & cat >/dev/null; kill -9 $!; wait"#

    let port: Int
    let folder: URL
    private let running = Mutex<Running?>(nil)

    init() async throws {
        let scratch = ProcessInfo.processInfo.environment["BODEGA_SCRATCH"].map { URL(filePath: $0) }
        self.folder = (scratch ?? FileManager.default.temporaryDirectory)
            .appending(path: "server-\(UUID().uuidString.prefix(8))")
        self.port = try await Self.freePort()
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
    }

    /// Starts the server; its files are those of the last time.
    func start(_ command: [String]) throws {
        let (process, input) = (Process(), Pipe())
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", Self.keeper, "sh", self.folder.path] + command
        process.standardInput = input
        try process.run()
        self.running.withLock { $0 = Running(shell: process, input: input) }
    }

    /// Ends the server as a crash would.
    func kill() {
        let running = self.running.withLock { running in
            defer { running = nil }
            return running.map { ($0.shell, $0.input.fileHandleForWriting) }
        }
        guard let (shell, input) = running else { return }
        try? input.close()
        shell.waitUntilExit()
    }

    func remove() {
        self.kill()
        try? FileManager.default.removeItem(at: self.folder)
    }

    private static func freePort() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port
        try await channel.close().get()
        guard let port else { throw POSIXError(.EADDRINUSE) }
        return port
    }
}
