import Synchronization

/// Counts failed logins in this process, with a bound on its memory.
final class LocalAttempts: Sendable {
    private struct State {
        var counts: [String: AttemptCount] = [:]
        /// Until when a pair is known.
        var known: [String: Int] = [:]
    }

    private let limits: [AttemptLimit]
    private let capacity: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limits: for each of the keys that are counted.
    ///   - capacity: how many keys are counted at once; beyond that, those are forgotten that need not wait.
    init(_ limits: [AttemptLimit], capacity: Int = 30_000) {
        self.limits = limits
        self.capacity = capacity
    }

    /// Counts an attempt unless it must wait. See ``SharedAttempts``, which does the same.
    ///
    /// - Parameter now: the moment in milliseconds.
    func begin(_ keys: AttemptKeys, at now: Int) -> AttemptStart {
        self.state.withLock { state in
            let wait = Self.wait(keys, at: now, state)
            if wait > 0 { return AttemptStart(wait: wait, locksOut: false) }
            self.makeRoom(&state, at: now)
            for (key, limit) in zip(keys.counted, self.limits) {
                state.counts[key, default: AttemptCount()].add(at: now, limit)
            }
            return AttemptStart(wait: 0, locksOut: Self.wait(keys, at: now, state) > 0)
        }
    }

    private static func wait(_ keys: AttemptKeys, at now: Int, _ state: State) -> Int {
        let isKnown = state.known[keys.known].map { $0 > now } ?? false
        let deciding = isKnown ? keys.counted.prefix(1) : keys.counted[...]
        return deciding.map { (state.counts[$0]?.opens ?? 0) - now }.max() ?? 0
    }

    /// Forgets the failures of an account, from everywhere and from the network.
    func forgive(_ keys: AttemptKeys) {
        self.state.withLock { state in
            for key in keys.ofAccount { state.counts[key] = nil }
        }
    }

    /// The password was right.
    ///
    /// - Parameter end: until when the pair is known, in milliseconds.
    func succeed(_ keys: AttemptKeys, knownUntil end: Int) {
        self.state.withLock { state in
            state.known[keys.known] = end
            self.takeBack(keys, &state)
            state.counts[keys.counted[0]] = nil
        }
    }

    /// It was not found out whether the password was right.
    func takeBack(_ keys: AttemptKeys) {
        self.state.withLock { self.takeBack(keys, &$0) }
    }

    /// How many keys are remembered.
    var count: Int { self.state.withLock { $0.counts.count + $0.known.count } }

    private func takeBack(_ keys: AttemptKeys, _ state: inout State) {
        for (key, limit) in zip(keys.counted, self.limits) { state.counts[key]?.takeBack(limit) }
    }

    private func makeRoom(_ state: inout State, at now: Int) {
        if state.counts.count >= self.capacity { state.counts = state.counts.filter { $0.value.opens > now } }
        if state.counts.count >= self.capacity { state.counts.removeAll() }
        if state.known.count >= self.capacity { state.known.removeAll() }
    }
}
