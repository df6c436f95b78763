import Foundation
import RedisCache
import TLSTestSupport
import TestSupport

/// A redis-server of the tests' own.
final class RedisServer: Sendable {
    struct StartFailure: Error {
        let log: String
    }

    private let process: ServerProcess
    private let arguments: [String]
    /// What the server encrypts with; nil for a server that does not.
    private let certificates: TLSFiles?

    private init(arguments: [String], certificates: TLSFiles?) throws {
        self.process = try ServerProcess()
        self.arguments = arguments
        self.certificates = certificates
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
            let server = try RedisServer(arguments: arguments, certificates: certificates)
            do {
                try await server.launch()
                return server
            } catch {
                server.remove()
                failure = error
            }
        }
        throw failure ?? StartFailure(log: "")
    }

    var port: Int { self.process.port }
    var url: String { "redis://127.0.0.1:\(self.port)" }
    var socketPath: String { self.process.folder.appending(path: "redis.sock").path }

    /// Starts the server again, after `kill`; it has lost everything since `SAVE` was called, if it was.
    func launch() async throws {
        try? FileManager.default.removeItem(atPath: self.socketPath)
        try self.process.start(
            [ProcessInfo.processInfo.environment["BODEGA_REDIS_SERVER"] ?? "redis-server"]
                + (self.certificates?.serverArguments(port: self.port) ?? ["--port", "\(self.port)"])
                + ["--bind", "127.0.0.1", "--unixsocket", self.socketPath, "--save", "", "--appendonly", "no"]
                + self.arguments)
        // The port's owner must be this server: another one would not have made the socket in the folder.
        do {
            try await eventually(within: .seconds(10)) {
                self.process.isListening && FileManager.default.fileExists(atPath: self.socketPath)
            }
        } catch {
            throw StartFailure(log: self.process.log)
        }
    }

    /// Ends the server as a crash would.
    func kill() {
        self.process.kill()
    }

    /// Ends the server and leaves nothing behind.
    func remove() {
        self.process.remove()
    }

    /// Stops the server as a hanging machine would: connections stay open and nobody answers.
    func pause() {
        self.process.signal(SIGSTOP)
    }

    /// Continues after `pause`.
    func resume() {
        self.process.signal(SIGCONT)
    }
}
