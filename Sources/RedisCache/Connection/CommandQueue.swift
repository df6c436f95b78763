import DequeModule
import Synchronization

/// What callers and the connection's thread share: the commands that wait to be sent and the connection's phase.
///
/// Commands are taken in only while there is a connection, so no caller waits for a server that is away, and every
/// command taken in is settled by the thread: by its reply, at its deadline, or when the connection breaks.
final class CommandQueue: Sendable {
    enum Phase {
        /// The first attempt to connect has not ended.
        case connecting
        case connected(RedisSession)
        /// The last connection, or the last attempt at one, failed like this.
        case reconnecting(RedisError)
        /// Commands that were taken in are still answered, new ones are refused.
        case stopping
        /// The thread has ended.
        case stopped
    }

    /// What the thread does next.
    enum Work {
        /// Commands to send, and the earliest moment at which one of these or of those left behind is overdue.
        case batch(Deque<QueuedCommand>, deadline: MonotonicInstant)
        case sleep
        case stop
    }

    private struct State {
        var phase = Phase.connecting
        var sessionCount = 0
        var commands: Deque<QueuedCommand> = []
        /// The shared ones of `commands`, by their bytes.
        var shared: [[UInt8]: CoalescedCallers] = [:]
        var byteCount = 0
        /// The earliest deadline of `commands`.
        var deadline = MonotonicInstant.distantFuture
        /// When the thread looks at the queue by itself: a command with an earlier deadline wakes it.
        var threadSleepsUntil = MonotonicInstant.distantPast
        var connectionWaiters: [Promise<Void>] = []
        var stopWaiters: [Promise<Void>] = []
    }

    /// A batch ends beyond either of these, so that the first reply is not held up by writing the last command.
    private static let batchLimit = 512
    private static let batchByteLimit = 1 << 20

    let signal = WakeSignal()
    private let countLimit: Int
    private let byteLimit: Int
    private let state = Mutex(State())

    init(countLimit: Int, byteLimit: Int) {
        self.countLimit = countLimit
        self.byteLimit = byteLimit
    }

    var phase: Phase { self.state.withLock { $0.phase } }

    /// The present connection; nil if there is none.
    var session: RedisSession? {
        if case .connected(let session) = self.phase { session } else { nil }
    }

    // MARK: For callers

    /// Takes a command in, or fails it at once.
    ///
    /// A shared command that waits already is not queued a second time: its reply goes to both callers. That is as
    /// good as a command of its own, because it has not been sent, so Redis executes it after everything that was
    /// answered before either caller came. It has the deadline of the first one.
    func submit(_ command: QueuedCommand) {
        let (refusal, wakes) = self.state.withLock { state -> (RedisError?, Bool) in
            switch state.phase {
            case .connected(let session):
                if let expected = command.session, expected != session.number {
                    return (RedisError(.notConnected, detail: "the connection was lost meanwhile"), false)
                }
            case .connecting: return (RedisError(.notConnected, detail: "the first attempt has not ended"), false)
            case .reconnecting(let error): return (RedisError(.notConnected, detail: error.detail), false)
            case .stopping, .stopped: return (RedisError(.shutDown), false)
            }
            if command.coalesced != nil, let waiting = state.shared[command.bytes] {
                waiting.add(command.reply)
                return (nil, false)
            }
            if state.commands.count >= self.countLimit || state.byteCount + command.bytes.count > self.byteLimit {
                return (RedisError(.overloaded), false)
            }
            if let callers = command.coalesced { state.shared[command.bytes] = callers }
            state.commands.append(command)
            state.byteCount += command.bytes.count
            state.deadline = min(state.deadline, command.deadline)
            guard command.deadline < state.threadSleepsUntil else { return (nil, false) }
            // One signal is enough for all commands that come until the thread is up.
            state.threadSleepsUntil = .distantPast
            return (nil, true)
        }
        if wakes { self.signal.signal() }
        if let refusal { command.fail(refusal) }
    }

    /// Settles the promise once there is a connection, or when there will be none.
    func notifyConnected(_ promise: Promise<Void>) {
        let result = self.state.withLock { state -> Result<Void, any Error>? in
            switch state.phase {
            case .connected: return .success(())
            case .stopping, .stopped: return .failure(RedisError(.shutDown))
            case .connecting, .reconnecting:
                // Callers that gave up meanwhile are forgotten here, so they can't pile up during an outage.
                state.connectionWaiters.removeAll { !$0.isAwaited }
                state.connectionWaiters.append(promise)
                return nil
            }
        }
        if let result { promise.settle(result) }
    }

    /// Refuses new commands and lets the thread end. The promise is settled when it has.
    func stop(_ promise: Promise<Void>?) {
        let (isStopped, waiters) = self.state.withLock { state -> (Bool, [Promise<Void>]) in
            if case .stopped = state.phase { return (true, []) }
            state.phase = .stopping
            if let promise { state.stopWaiters.append(promise) }
            defer { state.connectionWaiters = [] }
            return (false, state.connectionWaiters)
        }
        for waiter in waiters { waiter.settle(.failure(RedisError(.shutDown))) }
        if isStopped { promise?.settle(.success(())) } else { self.signal.signal() }
    }

    // MARK: For the thread

    var isStopping: Bool {
        switch self.phase {
        case .stopping, .stopped: true
        case .connecting, .connected, .reconnecting: false
        }
    }

    /// - Parameter run: what the server calls the time since its start; empty if it does not tell.
    func didConnect(run: [UInt8]) {
        let waiters = self.state.withLock { state -> [Promise<Void>] in
            if case .stopping = state.phase { return [] }
            state.sessionCount += 1
            state.phase = .connected(RedisSession(number: state.sessionCount, run: run))
            defer { state.connectionWaiters = [] }
            return state.connectionWaiters
        }
        for waiter in waiters { waiter.settle(.success(())) }
    }

    /// Fails everything that waits and refuses commands until the next connection.
    func didDisconnect(_ error: RedisError) {
        let commands = self.state.withLock { state in
            if case .stopping = state.phase {} else { state.phase = .reconnecting(error) }
            return Self.takeAll(&state)
        }
        for command in commands { command.fail(error) }
    }

    /// The thread's last act.
    func didStop() {
        let (commands, waiters) = self.state.withLock { state in
            state.phase = .stopped
            defer { state.stopWaiters = [] }
            return (Self.takeAll(&state), state.stopWaiters)
        }
        for command in commands { command.fail(RedisError(.shutDown)) }
        for waiter in waiters { waiter.settle(.success(())) }
    }

    /// The next commands to send; `.sleep` promises that the next command to come gives the signal.
    func next() -> Work {
        self.state.withLock { state in
            guard !state.commands.isEmpty else {
                if case .stopping = state.phase { return .stop }
                state.threadSleepsUntil = .distantFuture
                return .sleep
            }
            let deadline = state.deadline
            state.threadSleepsUntil = deadline
            if state.commands.count <= Self.batchLimit, state.byteCount <= Self.batchByteLimit {
                return .batch(Self.takeAll(&state), deadline: deadline)
            }
            var batch: Deque<QueuedCommand> = []
            var byteCount = 0
            state.shared = [:]
            while batch.count < Self.batchLimit, byteCount <= Self.batchByteLimit,
                let command = state.commands.popFirst()
            {
                byteCount += command.bytes.count
                batch.append(command)
            }
            state.byteCount -= byteCount
            state.deadline = state.commands.lazy.map(\.deadline).min() ?? .distantFuture
            return .batch(batch, deadline: deadline)
        }
    }

    /// Fails the commands whose deadline has passed while they waited.
    ///
    /// - Parameter deadline: when the thread looks again in any case.
    /// - Returns: when it must look again: that moment, or an earlier deadline of a command that still waits.
    func expire(at now: MonotonicInstant, lookingAgainAt deadline: MonotonicInstant) -> MonotonicInstant {
        let (expired, next) = self.state.withLock { state -> ([QueuedCommand], MonotonicInstant) in
            var expired: [QueuedCommand] = []
            if state.deadline <= now {
                expired = state.commands.filter { $0.deadline <= now }
                state.commands.removeAll { $0.deadline <= now }
                state.shared = [:]
                state.byteCount -= expired.reduce(0) { $0 + $1.bytes.count }
                state.deadline = state.commands.lazy.map(\.deadline).min() ?? .distantFuture
            }
            state.threadSleepsUntil = min(deadline, state.deadline)
            return (expired, state.threadSleepsUntil)
        }
        for command in expired { command.fail(RedisError(.timedOut)) }
        return next
    }

    private static func takeAll(_ state: inout State) -> Deque<QueuedCommand> {
        defer {
            state.commands = []
            state.shared = [:]
            state.byteCount = 0
            state.deadline = .distantFuture
        }
        return state.commands
    }
}
