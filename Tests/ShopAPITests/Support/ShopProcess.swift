import BSON
import Foundation
import HTTPTypes
import MongoODM
import NIOCore
import NIOPosix
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// The executable itself, as a process that may die.
struct ShopProcess: Sendable {
    private let server: ServerProcess
    private let mongodbURI: String

    /// Runs a test with a database of its own on a server, and with the executable, which is not started yet.
    static func with(mongodbURI: String, _ body: (ShopProcess) async throws -> Void) async throws {
        let process = ShopProcess(server: try ServerProcess(), mongodbURI: mongodbURI)
        defer { process.server.remove() }
        try await body(process)
    }

    /// Sends a request to a server that is held at a step while something else happens, and lets it go on then.
    ///
    /// - Parameters:
    ///   - step: where the server of the debug build waits; it is started for this.
    ///   - rival: what happens meanwhile; it may call its argument to let the server go on before it returns.
    func send(
        _ method: String, _ path: String, _ body: String = "", token: String? = nil, heldAt step: some Step,
        while rival: (_ goOn: @Sendable () -> Void) async throws -> Void
    ) async throws -> Reply? {
        let folder = self.server.folder
        try await self.start(["BODEGA_STEP=hold \(step) \(folder.path)"])
        async let reply = self.send(method, path, body, token: token)
        try await eventually { FileManager.default.fileExists(atPath: folder.appending(path: "reached").path) }
        let goOn: @Sendable () -> Void = {
            _ = FileManager.default.createFile(atPath: folder.appending(path: "go").path, contents: nil)
        }
        try await rival(goOn)
        goOn()
        return try await reply
    }

    /// Starts the server and waits until it listens.
    ///
    /// - Parameters:
    ///   - environment: further variables, as `NAME=value`.
    ///   - openFiles: how many files the server may open; nil for as many as the tests.
    func start(_ environment: [String] = [], openFiles: Int? = nil) async throws {
        let limit = openFiles.map { ["prlimit", "--nofile=\($0)"] } ?? []
        try self.server.start(self.environment + environment + limit + [Self.executable, "serve"])
        try await eventually { self.server.isListening }
    }

    /// Ends the server as a crash would, and waits until it is gone.
    func kill() {
        self.server.kill()
    }

    /// Asks the server to end, as a supervisor does.
    func terminate() {
        self.server.signal(SIGTERM)
    }

    /// Keeps the server from doing anything while something else happens.
    func pause<Value>(while body: () async throws -> Value) async throws -> Value {
        self.server.signal(SIGSTOP)
        defer { self.server.signal(SIGCONT) }
        return try await body()
    }

    /// Runs something while the server can open no more files.
    func withoutFiles<Value>(_ body: () async throws -> Value) async throws -> Value {
        self.server.limitOpenFiles(to: self.server.openFiles)
        defer { self.server.limitOpenFiles(to: 1024) }
        return try await body()
    }

    /// The part of a second in which the server has something to do. Unlike its processor time, this does not depend on
    /// what else the machine does.
    func load() async throws -> Double {
        var runnable = 0
        for _ in 0..<50 {
            if self.server.isRunnable { runnable += 1 }
            try await Task.sleep(for: .milliseconds(20))
        }
        return Double(runnable) / 50
    }

    /// How many bytes of memory the server has.
    var residentBytes: Int { self.server.residentBytes }

    var threads: Int { self.server.threads }

    /// The port on which the server listens.
    var port: Int { self.server.port }

    /// Connects as many clients as are asked for.
    func connect(_ count: Int) async throws -> [any Channel] {
        let port = self.server.port
        return try await parallel(count) { _ in
            try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connect(host: "127.0.0.1", port: port).get()
        }
    }

    /// Waits until the server has ended by itself.
    ///
    /// - Returns: its exit code; 128 and the number of the signal that ended it.
    func waitForEnd() -> Int32 { self.server.waitForEnd() }

    /// Runs another command of the executable.
    ///
    /// - Parameters:
    ///   - dotEnv: what is in the file `.env` of its working directory; nil for no such file.
    ///   - environment: further variables, as `NAME=value`.
    /// - Returns: its exit code, and what it printed.
    func run(
        _ arguments: String..., dotEnv: String? = nil, environment: [String] = []
    ) async throws -> (code: Int32, output: String) {
        let command = try ServerProcess()
        defer { command.remove() }
        if let dotEnv { try Data(dotEnv.utf8).write(to: command.folder.appending(path: ".env")) }
        try command.start(self.environment + environment + [Self.executable] + arguments)
        return (command.waitForEnd(), command.log)
    }

    /// Sends a request.
    ///
    /// - Parameter key: its `Idempotency-Key`.
    /// - Returns: nil if there was no connection, or it ended before the answer was there.
    func send(
        _ method: String, _ path: String, _ body: String = "", token: String? = nil, key: String? = nil
    ) async throws -> Reply? {
        let fields =
            ["Host: localhost", "Content-Type: application/json", "Content-Length: \(body.utf8.count)"]
            + (token.map { ["Authorization: Bearer \($0)"] } ?? []) + (key.map { ["Idempotency-Key: \($0)"] } ?? [])
        let head = (["\(method) \(path) HTTP/1.1"] + fields + ["", ""]).joined(separator: "\r\n")
        do {
            return try await RawConnection.open(port: self.server.port) { connection in
                try await connection.send(head + body)
                let response = try await connection.response()
                let status = response.head.status.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
                var headers = HTTPFields()
                for field in response.head.fields {
                    if let name = HTTPField.Name(field.name) { headers[name] = field.value }
                }
                return Reply(status: status, headers: headers, body: Array(response.body.utf8))
            }
        } catch is RawConnection.Ended {
            return nil
        } catch is IOError {
            return nil
        } catch is ChannelError {
            return nil
        } catch is NIOConnectionError {
            return nil
        }
    }

    private var environment: [String] {
        [
            "MONGODB_URI=\(self.mongodbURI)", "PORT=\(self.server.port)", "REDIS_ENABLED=false", "BCRYPT_COST=4",
            "PRODUCT_RATE_LIMIT=off", "API_RATE_LIMIT=off", "AUTH_RATE_LIMIT=off", "WORKER=off", "SEED_PRODUCTS=false",
            "CREATE_DEFAULT_ADMIN=true", "LOG_LEVEL=warning",
        ]
    }

    /// Beside the tests themselves.
    static let executable: String = {
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
        let folders = sequence(first: URL(filePath: bundle).standardizedFileURL) { url in
            url.path == "/" ? nil : url.deletingLastPathComponent()
        }
        let candidates = folders.map { $0.appending(path: "bodega").path }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "bodega"
    }()
}
