import FoundationEssentials
public import RedisCache
import ShopCore

/// Slows down who guesses passwords, and nobody else.
///
/// Failed logins are counted in three ways, each with a wait that grows from a second and a number of free failures:
///
/// | count | free | longest wait |
/// |---|--:|--:|
/// | account and network together | n | 5 minutes |
/// | account, from wherever | 10 n | 30 seconds |
/// | network, whatever the account | 10 n | 1 minute |
///
/// So no attacker can lock an account for others: one who attacks it from one network keeps only this network from it, and
/// never reaches the count of the account alone. Those who attack from many networks do reach it, but a network from
/// which the account was logged into in the last thirty days is judged by its own failures only. All others get
/// through to that account once in half a minute.
///
/// An attempt counts as failed until it turns out to be right, so that many at once are none too many. Without Redis,
/// every instance counts by itself, from the beginning.
public struct LoginAttempts: Sendable {
    /// How long a network is known to an account.
    private static let knownFor = Duration.seconds(30 * 86_400)

    private let shared: SharedAttempts?
    /// Nil when nothing is counted.
    private let local: LocalAttempts?

    /// - Parameters:
    ///   - redis: where instances count together; nil to count in this process.
    ///   - prefix: what precedes the counts' keys, and a colon, in Redis.
    ///   - free: the failures of an account and network together that cost nothing; nil for any number.
    public init(redis: RedisConnection?, prefix: String, free: Int?) {
        let limits = free.map { free in
            [
                AttemptLimit(free: free, longest: .seconds(300)), AttemptLimit(free: 10 * free, longest: .seconds(30)),
                AttemptLimit(free: 10 * free, longest: .seconds(60)),
            ]
        }
        self.init(redis: redis, prefix: prefix, limits: limits)
    }

    /// - Parameter limits: for account and network together, the account, and the network; nil for none.
    init(redis: RedisConnection?, prefix: String, limits: [AttemptLimit]?) {
        self.local = limits.map { LocalAttempts($0) }
        if let redis, let limits {
            self.shared = SharedAttempts(redis: redis, prefix: prefix, limits: limits)
        } else {
            self.shared = nil
        }
    }

    /// Counts an attempt.
    ///
    /// - Parameter email: the account's address in its one form, whether or not there is such an account.
    /// - Throws: ``ShopError`` `tooManyAttempts`; `CancellationError`.
    func begin(email: String, network: String) async throws -> Attempt {
        guard let local else { return Attempt(locksOut: false) { _ in } }
        let keys = AttemptKeys(email: email, network: network)
        if let shared {
            do {
                let start = try await shared.begin(keys)
                try Self.admit(after: start.wait)
                // If Redis goes away meanwhile, the attempt counts as failed there, and is forgotten like one.
                return Attempt(locksOut: start.locksOut) { isRight in
                    try? await shared.end(keys, known: isRight ? Int(Self.knownFor / .milliseconds(1)) : nil)
                }
            } catch is RedisError {}
        }
        let now = Self.now
        let start = local.begin(keys, at: now)
        try Self.admit(after: start.wait)
        return Attempt(locksOut: start.locksOut) { isRight in
            isRight
                ? local.succeed(keys, knownUntil: now + Int(Self.knownFor / .milliseconds(1))) : local.takeBack(keys)
        }
    }

    /// Forgets the failures of an account, from everywhere and from a network: its holder has proven to be the one.
    func forgive(email: String, network: String) async {
        let keys = AttemptKeys(email: email, network: network)
        self.local?.forgive(keys)
        try? await self.shared?.forgive(keys)
    }

    /// An attempt that counts as failed until it ends.
    struct Attempt: Sendable {
        /// Whether the next one must wait if this one fails.
        let locksOut: Bool
        fileprivate let end: @Sendable (_ isRight: Bool) async -> Void

        /// The password was right.
        func succeed() async { await self.end(true) }

        /// It was not found out whether the password was right.
        func takeBack() async { await self.end(false) }
    }

    private static func admit(after milliseconds: Int) throws {
        guard milliseconds > 0 else { return }
        // Rounded up without a sum: what Redis holds may be any number.
        let seconds = milliseconds / 1000 + (milliseconds % 1000 > 0 ? 1 : 0)
        throw ShopError.tooManyAttempts(
            "Too many failed logins; try again in \(seconds) second\(seconds == 1 ? "" : "s")", retryAfter: seconds)
    }

    private static var now: Int { Int(Date.now.timeIntervalSince1970 * 1000) }
}
