import BSON
import Glibc
import Synchronization
import Tracing

/// The lookups of a collection's documents by one unique field.
///
/// A question to the server costs about the same, whether it asks for one document or for ten. So lookups are gathered
/// until a worker takes them, and it takes all of them at once (the pattern is known as a *data loader*). While others
/// are under way to a server that is near, a lookup waits for one of those to be answered; alone it is asked at once.
final class Loader: Sendable {
    /// What one task looks for.
    struct Lookup: Sendable {
        /// No two are equal.
        let keys: [LookupKey]
        let promise: Promise<DocumentBatch>
        /// The task's.
        let context: ServiceContext?
    }

    private struct State {
        var gathered: [Lookup] = []
        /// Whether this loader is in the pool's queue, for a worker to take what is gathered.
        var isQueued = false
        /// How many workers wait for the server's answer. As long as anything is gathered, there is one, or the loader is
        /// in the queue.
        var underWay = 0
        var lastDeparture = ContinuousClock.now
        var answers = AnswerTimes()
        /// Whether a task looks after the lookups that wait for others.
        var isWatched = false
    }

    /// The most keys of one lookup, and nearly the most of one question.
    static let mostKeys = 256
    /// More questions to a server that is near would only share the processors.
    private static let mostUnderWay = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    /// How long a lookup may wait for company. An answer that always takes longer comes from afar, and an answer that
    /// takes longer for once is not waited for by later lookups.
    private static let longestGathering = Duration.milliseconds(1)

    let operation: Operation
    let collection: CollectionName
    let field: String
    /// Whether only texts that are not empty are unique, and in the index.
    let isOfTexts: Bool
    let projection: BSONDocument?
    private let pool: ClientPool
    private let state = Mutex(State())

    init(
        _ pool: ClientPool, _ collection: CollectionName, field: String, isOfTexts: Bool, projection: BSONDocument?
    ) {
        self.operation = Operation(name: "find", target: collection.collection)
        self.collection = collection
        self.field = field
        self.isOfTexts = isOfTexts
        self.projection = projection
        self.pool = pool
    }

    // MARK: For callers

    /// The documents with these keys, in no order.
    ///
    /// - Parameter keys: no two are equal.
    /// - Throws: ``MongoError``; `CancellationError`.
    func load(_ keys: [LookupKey]) async throws -> DocumentBatch {
        let promise = Promise<DocumentBatch>(deadline: self.pool.deadline)
        return try await promise.value {
            self.pool.watch(promise)
            self.gather(Lookup(keys: keys, promise: promise, context: self.pool.taskContext))
        }
    }

    private func gather(_ lookup: Lookup) {
        let now = ContinuousClock.now
        let next = self.state.withLock { state -> Step in
            if state.gathered.count >= self.pool.queueLimit {
                state.gathered.removeAll { !$0.promise.isAwaited }
                if state.gathered.count >= self.pool.queueLimit { return .refuse }
            }
            state.gathered.append(lookup)
            if state.isQueued { return .wait }
            if state.underWay < Self.mostUnderWay || state.answers.quickest > Self.longestGathering
                || state.lastDeparture + Self.longestGathering <= now
            {
                state.isQueued = true
                return .queue
            }
            defer { state.isWatched = true }
            return state.isWatched ? .wait : .watch
        }
        switch next {
        case .refuse: lookup.promise.fail(MongoError(.overloaded, self.operation))
        case .queue: self.pool.submit(self, self.operation)
        case .watch: self.watch()
        case .wait: break
        }
    }

    /// What becomes of a lookup.
    private enum Step {
        case refuse, queue, watch, wait
    }

    /// Sends on the lookups that wait for a question that hangs, while no others come that would.
    private func watch() {
        Task {
            repeat {
                try? await Task.sleep(for: .milliseconds(50))
            } while self.sendOverdue()
        }
    }

    /// - Returns: whether there is a lookup left to look after.
    private func sendOverdue() -> Bool {
        let now = ContinuousClock.now
        let (queues, goesOn) = self.state.withLock { state -> (Bool, Bool) in
            state.isWatched = !state.gathered.isEmpty
            guard state.isWatched, !state.isQueued, state.lastDeparture + Self.longestGathering <= now else {
                return (false, state.isWatched)
            }
            state.isQueued = true
            return (true, true)
        }
        if queues { self.pool.submit(self, self.operation) }
        return goesOn
    }

    // MARK: For workers

    /// What is to be asked now.
    private func take() -> [Lookup] {
        self.state.withLock { state in
            state.isQueued = false
            state.underWay += 1
            state.lastDeparture = .now
            var keys = 0
            let end = state.gathered.firstIndex { lookup in
                keys += lookup.keys.count
                return keys > Self.mostKeys
            }
            guard let end else {
                defer { state.gathered = [] }
                return state.gathered
            }
            defer { state.gathered.removeFirst(end) }
            return Array(state.gathered[..<end])
        }
    }

    /// - Parameter time: how long the server took, if it was asked.
    /// - Returns: whether more was gathered meanwhile, which no other worker has been told to take.
    private func finish(after time: Duration?) -> Bool {
        self.state.withLock { state in
            state.underWay -= 1
            if let time { state.answers.add(time) }
            guard !state.isQueued, !state.gathered.isEmpty else { return false }
            state.isQueued = true
            return true
        }
    }
}

extension Loader: QueuedJob {
    func execute(on connection: Connection) -> Bool {
        let lookups = self.take().filter { $0.promise.isAwaited }
        var time: Duration?
        if let deadline = lookups.lazy.map({ $0.promise.deadline }).max() {
            let start = ContinuousClock.now
            if deadline > start {
                connection.begin(until: deadline, in: lookups[0].context)
                self.answer(lookups, on: connection)
                time = .now - start
            } else {
                // The driver would take the connection for broken.
                for lookup in lookups { lookup.promise.fail(MongoError.waitedTooLong) }
            }
        }
        if self.finish(after: time) { self.pool.submitFromWorker(self) }
        return false
    }

    func refuse(_ error: MongoError) {
        let lookups = self.state.withLock { state in
            state.isQueued = false
            defer { state.gathered = [] }
            return state.gathered
        }
        for lookup in lookups { lookup.promise.fail(error) }
    }
}
