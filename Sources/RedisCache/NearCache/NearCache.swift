import DequeModule
import Synchronization

/// Decoded entries in the memory of this process, bounded by their bytes.
///
/// It answers only while its lease lasts, in which it is told of every change: see ``InvalidationLoop``. What was
/// read from Redis is stored only if nothing was removed since before it was asked for: a removal may have been meant
/// for it, and have come first, because values and removals arrive on different connections.
final class NearCache: Sendable {
    /// A value, as an object: what type it is can be asked of an object in no time.
    private final class Box<Value: Sendable>: Sendable {
        let value: Value

        init(_ value: Value) { self.value = value }
    }

    private struct Entry {
        let box: any AnyObject & Sendable
        let byteCount: Int
        let expiry: MonotonicInstant
        /// From when on it should be made anew.
        let due: MonotonicInstant
        /// Which of the places in the queue is this entry's.
        let place: Int
        /// Whether it was asked for since it was at the queue's end.
        var isUsed = false
    }

    private struct State {
        var entries: [EntryName: Entry] = [:]
        /// The entries in the order in which they came, and places that were left.
        var queue: Deque<(key: EntryName, place: Int)> = []
        var byteCount = 0
        /// Changes with every removal.
        var generation = 0
        /// The run of the server that tells of changes.
        var run: [UInt8] = []
        /// Until when all changes have been told.
        var leaseEnd = MonotonicInstant.distantPast
    }

    /// What an entry takes besides its key and its value, about.
    private static let overhead = 256

    private let byteLimit: Int
    private let state = Mutex(State())

    init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    /// The bytes that are taken, and how many entries there are.
    var size: (bytes: Int, entries: Int) { self.state.withLock { ($0.byteCount, $0.entries.count) } }

    // MARK: Reading

    /// The value of a key, if it is there and still holds, and whether it should be made anew.
    func value<Value: Sendable>(_ key: EntryName, as type: Value.Type = Value.self) -> (value: Value, isDue: Bool)? {
        let now = MonotonicInstant.now
        let found = self.state.withLock { state -> (box: any AnyObject & Sendable, isDue: Bool)? in
            guard now < state.leaseEnd, let index = state.entries.index(forKey: key) else { return nil }
            guard now < state.entries.values[index].expiry else { return nil }
            if !state.entries.values[index].isUsed { state.entries.values[index].isUsed = true }
            return (state.entries.values[index].box, now >= state.entries.values[index].due)
        }
        guard let found, let box = found.box as? Box<Value> else { return nil }
        return (box.value, found.isDue)
    }

    /// To be asked for before a value is read from Redis, for `store`; nil if there is no use in storing, because no
    /// changes are told, or those of another server than the one that is asked.
    func ticket(for session: RedisSession) -> Int? {
        self.state.withLock { state in
            MonotonicInstant.now < state.leaseEnd && state.run == session.run ? state.generation : nil
        }
    }

    /// Keeps a value that was read from Redis since the ticket was given.
    func store(
        _ value: some Sendable, byteCount: Int, at key: EntryName, expiry: MonotonicInstant,
        due: MonotonicInstant = .distantFuture, ticket: Int
    ) {
        let box = Box(value)
        let byteCount = byteCount + key.key.utf8.count + Self.overhead
        // One entry that takes most of the room would push out all others.
        guard byteCount <= self.byteLimit / 4 else { return }
        self.state.withLock { state in
            guard state.generation == ticket else { return }
            Self.remove(key, from: &state)
            let place = (state.queue.last?.place ?? 0) &+ 1
            state.entries[key] = Entry(box: box, byteCount: byteCount, expiry: expiry, due: due, place: place)
            state.queue.append((key, place))
            state.byteCount += byteCount
            Self.makeRoom(&state, limit: self.byteLimit)
        }
    }

    // MARK: Removing

    /// Forgets what an invalidation names.
    func remove(_ targets: InvalidationTargets, in namespace: String) {
        let namespace = ByteKey(namespace)
        self.state.withLock { state in
            state.generation &+= 1
            for key in targets.keys { Self.remove(EntryName(namespace: namespace, key: key), from: &state) }
            let isAny = !targets.patterns.isEmpty || !targets.tags.isEmpty
            guard isAny || !targets.prefixes.isEmpty else { return }
            // A pattern is not worth an interpreter of its own here: Redis has one, and the rest is read again. Tags
            // are in Redis only.
            let doomed = state.entries.keys.filter { key in
                key.namespace == namespace
                    && (isAny || targets.prefixes.contains { key.key.utf8.starts(with: $0.utf8) })
            }
            for key in doomed { Self.remove(key, from: &state) }
        }
    }

    /// Forgets entries that have changed in Redis.
    func remove(_ keys: [EntryName]) {
        self.state.withLock { state in
            state.generation &+= 1
            for key in keys { Self.remove(key, from: &state) }
        }
    }

    /// Forgets everything.
    func removeAll() {
        self.state.withLock { Self.removeAll(&$0) }
    }

    // MARK: The lease

    /// Redis has confirmed that every change until now has been told.
    func extendLease(until leaseEnd: MonotonicInstant, run: [UInt8]) {
        self.state.withLock { state in
            state.leaseEnd = leaseEnd
            state.run = run
        }
    }

    /// Changes are told no longer.
    func close() {
        self.state.withLock { state in
            state.leaseEnd = .distantPast
            Self.removeAll(&state)
        }
    }

    // MARK: In the state

    private static func remove(_ key: EntryName, from state: inout State) {
        guard let entry = state.entries.removeValue(forKey: key) else { return }
        state.byteCount -= entry.byteCount
        // The places that are left must not outgrow the entries.
        if state.queue.count > 64 + 2 * state.entries.count {
            state.queue.removeAll { state.entries[$0.key]?.place != $0.place }
        }
    }

    private static func removeAll(_ state: inout State) {
        state.generation &+= 1
        state.entries = [:]
        state.queue = []
        state.byteCount = 0
    }

    /// Those that were asked for since they came, or since they were spared, are spared once more.
    private static func makeRoom(_ state: inout State, limit: Int) {
        while state.byteCount > limit, let (key, place) = state.queue.popFirst() {
            guard let entry = state.entries[key], entry.place == place else { continue }
            if entry.isUsed {
                state.entries[key]?.isUsed = false
                state.queue.append((key, place))
            } else {
                Self.remove(key, from: &state)
            }
        }
    }
}
