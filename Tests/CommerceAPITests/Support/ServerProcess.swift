import Foundation
import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// A server of a test's own, on a free port, with its files in a folder of its own.
final class ServerProcess: Sendable {
    let port: Int
    let folder: URL
    private let process = Mutex<Process?>(nil)

    init() async throws {
        // What is left in this folder by a test that crashed is stopped and removed by whoever gave it.
        let scratch = ProcessInfo.processInfo.environment["BODEGA_SCRATCH"].map { URL(filePath: $0) }
        self.folder = (scratch ?? FileManager.default.temporaryDirectory)
            .appending(path: "server-\(UUID().uuidString.prefix(8))")
        self.port = try await Self.freePort()
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
    }

    /// Starts the server; its files are those of the last time.
    func start(_ command: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = self.folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process.withLock { $0 = process }
    }

    /// Ends the server as a crash would.
    func kill() {
        let process = self.process.withLock { process in
            defer { process = nil }
            return process
        }
        guard let process else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
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
