/// How much computing waits for the threads of a ``PasswordHasher``, and how long it would take.
///
/// Amounts are rounds of bcrypt. How fast they go is what the last hashes took, so it follows the load of the machine.
struct HashLoad {
    /// What a round takes before one was measured: a hash of cost 12 in a quarter of a second.
    private static let usualSecondsPerRound = 0.25 / Double(1 << 12)
    /// The weight of the latest hash, so that about the last eight count.
    private static let weight = 0.125

    private let threads: Int
    private let limit: Duration
    private var secondsPerRound = Self.usualSecondsPerRound
    private var pendingRounds = 0

    /// - Parameters:
    ///   - threads: how many compute at once.
    ///   - limit: the longest that a hash may be expected to take, its wait for a thread included.
    init(threads: Int, limit: Duration) {
        self.threads = threads
        self.limit = limit
    }

    /// Lets some computing wait for a thread, if it can be expected to be done in time. What is not, because it is large
    /// or the machine slow, is let in when nothing else is there.
    ///
    /// - Returns: whether it was let in; ``leave(rounds:)`` must follow then.
    mutating func enter(rounds: Int) -> Bool {
        let seconds = Double(self.pendingRounds + rounds) / Double(self.threads) * self.secondsPerRound
        guard self.pendingRounds == 0 || .seconds(seconds) <= self.limit else { return false }
        self.pendingRounds += rounds
        return true
    }

    /// Notes that computing was done or given up.
    mutating func leave(rounds: Int) {
        self.pendingRounds -= rounds
    }

    /// Notes how long a thread took for a hash.
    mutating func measured(rounds: Int, took time: Duration) {
        let latest = time / .seconds(1) / Double(rounds)
        self.secondsPerRound += (latest - self.secondsPerRound) * Self.weight
    }
}
