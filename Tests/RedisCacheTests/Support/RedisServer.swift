import Foundation
import RedisCache

/// A redis-server of the tests' own, on a free port, with its files in a folder of its own.
///
/// A shell stands between: it ends the server when this process ends in whatever way, by the end of its input.
final class RedisServer: Sendable {
    struct StartFailure: Error {
        let log: String
    }

    /// Runs the server, tells its process, waits for the end of the input, and leaves nothing behind.
    private static let keeper = """
        folder=$1; shift; "$@" >"$folder/log" 2>&1 & echo $!
        cat >/dev/null; kill -9 $! 2>/dev/null; wait; rm -r "$folder"
        """

    let port: Int
    let folder: URL
    private let arguments: [String]
    /// What the server encrypts with; nil for a server that does not.
    private let certificates: TLSFiles?
    private let processes = ProcessBox()

    private init(port: Int, arguments: [String], certificates: TLSFiles?) {
        self.port = port
        self.arguments = arguments
        self.certificates = certificates
        self.folder = FileManager.default.temporaryDirectory.appending(path: "redis-\(UUID().uuidString.prefix(8))")
    }

    /// Starts a server and waits until it answers.
    ///
    /// - Parameters:
    ///   - arguments: options of redis-server, for example `--requirepass`, `secret`.
    ///   - certificates: what to encrypt with; nil for a server that does not.
    static func start(_ arguments: [String] = [], certificates: TLSFiles? = nil) async throws -> RedisServer {
        var failure: (any Error)?
        // Another process may take the port before the server does.
        for _ in 0..<5 {
            let server = RedisServer(
                port: try Self.freePort(), arguments: arguments, certificates: certificates)
            do {
                try await server.launch()
                return server
            } catch {
                server.kill()
                failure = error
            }
        }
        throw failure ?? StartFailure(log: "")
    }

    var url: String { "redis://127.0.0.1:\(self.port)" }
    var socketPath: String { self.folder.appending(path: "redis.sock").path }

    /// Starts the server again, after `kill`; it has lost everything.
    func launch() async throws {
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        let executable = ProcessInfo.processInfo.environment["BODEGA_REDIS_SERVER"] ?? "redis-server"
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments =
            ["-c", Self.keeper, "sh", self.folder.path, executable]
            + (self.certificates?.serverArguments(port: self.port) ?? ["--port", "\(self.port)"]) + [
                "--bind", "127.0.0.1", "--unixsocket", self.socketPath,
            ]
            + ["--save", "", "--appendonly", "no", "--dir", self.folder.path] + self.arguments
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = output.fileHandleForReading.availableData
        let identifier = pid_t(String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
        guard let identifier else { throw StartFailure(log: "the shell did not say which process it started") }
        self.processes.set(.init(shell: process, input: input, server: identifier))

        let end = ContinuousClock.now + .seconds(10)
        while !Self.isListening(self.port), ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(5))
        }
        // The port's owner must be this server: another one would not have made the socket in the folder.
        guard Self.isListening(self.port), FileManager.default.fileExists(atPath: self.socketPath) else {
            let log = try? String(contentsOf: self.folder.appending(path: "log"), encoding: .utf8)
            throw StartFailure(log: log ?? "")
        }
    }

    /// Ends the server as a crash would, and removes its folder.
    func kill() {
        self.processes.take()?.end()
        try? FileManager.default.removeItem(at: self.folder)
    }

    /// Stops the server as a hanging machine would: connections stay open and nobody answers.
    func pause() {
        self.processes.signal(SIGSTOP)
    }

    /// Continues after `pause`.
    func resume() {
        self.processes.signal(SIGCONT)
    }

    private static func freePort() throws -> Int {
        try self.withSocket { descriptor in
            var address = self.address(port: 0)
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let result = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
                }
            }
            guard result == 0 else { throw StartFailure(log: "no free port") }
            return Int(UInt16(bigEndian: address.sin_port))
        }
    }

    private static func isListening(_ port: Int) -> Bool {
        self.withSocket { descriptor in
            var address = self.address(port: port)
            return withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
        }
    }

    private static func withSocket<Result>(_ body: (Int32) throws -> Result) rethrows -> Result {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return try body(descriptor)
    }

    private static func address(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
