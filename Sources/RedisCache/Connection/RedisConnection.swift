public import Logging

/// A connection to Redis that many tasks share.
///
/// ```swift
/// let redis = RedisConnection(try RedisSettings(url: "redis://localhost:6379/0"), logger: logger)
/// try await redis.waitUntilConnected()
/// try await redis.send(.set("greeting", Array("hello".utf8), expiry: .seconds(60)))
/// …
/// await redis.shutdown()
/// ```
/// One thread of its own owns the socket. Callers format their commands, put them in a queue and are suspended; the
/// thread sends all that wait in one write and reads their replies. So commands of concurrent tasks are pipelined by
/// themselves, and no thread of Swift's ever blocks.
///
/// A command never waits for a server that is away. Without a connection it fails at once; with one it fails at its
/// deadline at the latest. If the server is silent for as long, the connection is given up, and a new one is looked
/// for in the background, again and again, until ``shutdown()``.
///
/// The server must be a primary. A replica is not used, and a server that becomes one is left: attempts go on until the
/// primary is there again.
public final class RedisConnection: Sendable {
    /// What can be expected of the connection.
    public enum State: Sendable {
        /// The first attempt to connect has not ended.
        case connecting
        /// Commands are answered.
        case connected
        /// The server is away, or is a replica; attempts to reach the primary go on.
        case reconnecting
        /// ``RedisConnection/shutdown()`` was called.
        case shutDown
    }

    /// How it was told to connect.
    public let settings: RedisSettings
    private let queue: CommandQueue

    /// Starts to connect, in the background: an unreachable server is no error here.
    ///
    /// - Parameters:
    ///   - settings: where to connect, and how long to wait.
    ///   - logger: is told once of every outage, once of each other kind of reason during it, and once of its end.
    public init(_ settings: RedisSettings, logger: Logger) {
        self.settings = settings
        self.queue = CommandQueue(countLimit: settings.queueLimit, byteLimit: settings.queueByteLimit)
        let loop = ConnectionLoop(settings: settings, queue: self.queue, logger: logger)
        if !DedicatedThread.start(loop.run) {
            logger.critical("The system has no thread left for Redis, which stays unavailable")
            self.queue.didStop()
        }
    }

    deinit {
        self.queue.stop(nil)
    }

    // MARK: Commands

    /// Sends a command and waits for its response.
    ///
    /// - Parameters:
    ///   - command: what to ask.
    ///   - timeout: the longest wait, that in the queue included; the settings' `commandTimeout` if nil.
    /// - Throws: ``RedisError``; `CancellationError` as soon as the task is cancelled, whether or not the command was
    ///   sent.
    @discardableResult
    public func send<Response>(
        _ command: RedisCommand<Response>, timeout: Duration? = nil
    ) async throws -> Response {
        try await self.send(command, on: nil, timeout: timeout)
    }

    /// Sends a command, if a session goes on.
    ///
    /// - Throws: ``RedisError`` with the code `notConnected` as well if there is another session by now.
    private func send<Response>(
        _ command: RedisCommand<Response>, on session: RedisSession?, timeout: Duration?
    ) async throws -> Response {
        let deadline = MonotonicInstant.now.advanced(by: timeout ?? self.settings.commandTimeout)
        let queued = QueuedCommand(
            name: command.name, bytes: command.bytes, deadline: deadline, isShared: command.isShared,
            session: session?.number)
        let reply = try await queued.reply.value { self.queue.submit(queued) }
        if case .error(let message) = reply {
            throw RedisError(.server, command: command.name, detail: message)
        }
        do throws(RedisError) {
            return try Response(redisValue: reply)
        } catch {
            throw error.during(command.name)
        }
    }

    /// Runs a script, by its digest if the server knows it.
    ///
    /// - Parameters:
    ///   - script: what to run.
    ///   - keys: the script's `KEYS`.
    ///   - arguments: the script's `ARGV`.
    ///   - timeout: as for ``send(_:timeout:)``.
    ///   - response: what to read the reply as.
    /// - Throws: as ``send(_:timeout:)``.
    @discardableResult
    public func run<Response: RedisDecodable>(
        _ script: RedisScript, keys: [RedisArgument] = [], arguments: [RedisArgument] = [],
        timeout: Duration? = nil, as response: Response.Type = RedisValue.self
    ) async throws -> Response {
        try await self.run(script, on: nil, keys: keys, arguments: arguments, timeout: timeout)
    }

    /// Runs a script, if a session goes on.
    ///
    /// - Parameter isShared: whether callers that ask the same at the same time may have one reply.
    func run<Response: RedisDecodable>(
        _ script: RedisScript, on session: RedisSession?, isShared: Bool = false, keys: [RedisArgument],
        arguments: [RedisArgument], timeout: Duration? = nil
    ) async throws -> Response {
        do {
            return try await self.send(
                script.command(bySource: false, isShared: isShared, keys: keys, arguments: arguments), on: session,
                timeout: timeout)
        } catch let error as RedisError where error.serverCode == "NOSCRIPT" {
            return try await self.send(
                script.command(bySource: true, isShared: isShared, keys: keys, arguments: arguments), on: session,
                timeout: timeout)
        }
    }

    /// Asks the server whether it answers and is a primary, as far as the ACL lets it tell.
    ///
    /// - Throws: ``RedisError`` that says why it doesn't, or isn't.
    public func ping() async throws {
        try await self.send(.ping)
        // A server that becomes a replica goes on to answer, and closes nothing until it refuses a write.
        if let report = try? await self.send(RedisCommand<String>("INFO", ["replication"])) {
            try ServerReport(report).checkPrimary()
        }
    }

    // MARK: Lifecycle

    /// What can be expected at this moment; cheap enough to be asked by every readiness probe.
    public var state: State {
        switch self.queue.phase {
        case .connecting: .connecting
        case .connected: .connected
        case .reconnecting: .reconnecting
        case .stopping, .stopped: .shutDown
        }
    }

    /// Whether commands are taken in at this moment.
    public var isConnected: Bool { self.state == .connected }

    /// The present connection; nil if there is none.
    var session: RedisSession? { self.queue.session }

    /// Waits until there is a connection, for ever if need be: cancel the task to give up.
    ///
    /// - Throws: ``RedisError`` with the code `shutDown`; `CancellationError`.
    public func waitUntilConnected() async throws {
        let connected = Promise<Void>()
        try await connected.value { self.queue.notifyConnected(connected) }
    }

    /// Refuses new commands, waits for the replies to those under way, at most until their deadlines, and closes the
    /// connection. When it returns, the thread is about to end and holds nothing any more. Only the resolution of a
    /// host name, which the system doesn't let a program interrupt, may hold it up.
    public func shutdown() async {
        // A cancelled task has to wait as well, so the wait happens in a task of its own, which is never cancelled.
        await Task {
            let stopped = Promise<Void>()
            try? await stopped.value { self.queue.stop(stopped) }
        }.value
    }
}
