import Foundation
import Glibc
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

    init() throws {
        let scratch = ProcessInfo.processInfo.environment["BODEGA_SCRATCH"].map { URL(filePath: $0) }
        self.folder = (scratch ?? FileManager.default.temporaryDirectory)
            .appending(path: "server-\(UUID().uuidString.prefix(8))")
        self.port = try Self.freePort()
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

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard result == 0 else { throw POSIXError(.EADDRINUSE) }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
