import Dispatch
import Glibc
import ShopCore
import Synchronization

/// Hashes passwords with bcrypt, on threads of its own.
///
/// A hash takes a quarter of a second of pure computing at cost 12, so it must keep neither Swift's threads nor all
/// cores from the rest of the shop. A hash that can't be expected well within the timeout, by what the last ones took, is
/// refused at once. The rest of the time is for a machine that becomes slower meanwhile: only a hash that still waits at
/// the timeout is refused late.
public final class PasswordHasher: Sendable {
    /// The longest password in bytes of UTF-8: bcrypt ignores what lies beyond.
    public static let maximumBytes = Bcrypt.maximumBytes

    /// The logarithm of the rounds of a new hash.
    let cost: Int
    private let timeout: Duration
    private let queues: [DispatchQueue]
    private let next = Atomic<Int>(0)
    private let load: Mutex<HashLoad>
    private let finishedRounds = Atomic<Int>(0)

    /// - Parameters:
    ///   - cost: the logarithm of the number of rounds, 4 to 31.
    ///   - threads: how many hashes may be computed at once; nil for half of the cores.
    ///   - timeout: the longest wait for a thread.
    public init(cost: Int, threads: Int? = nil, timeout: Duration = .seconds(8)) {
        let threads = threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) / 2)
        self.cost = cost
        self.timeout = timeout
        self.queues = (0..<threads).map { DispatchQueue(label: "bcrypt-\($0)") }
        self.load = Mutex(HashLoad(threads: threads, limit: timeout * 5 / 8))
    }

    /// A new hash of a password, with a salt of its own.
    ///
    /// - Parameter password: without a NUL. What lies beyond ``maximumBytes`` does not count.
    /// - Throws: ``ShopError`` `busy` when too many are waiting.
    public func hash(_ password: String) async throws -> String {
        let cost = self.cost
        return try await self.compute(rounds: Bcrypt.rounds(cost: cost)) {
            // A salt can't be refused for a valid cost, nor can a hash for a salt just made.
            guard let salt = Bcrypt.salt(cost: cost), let hash = self.crypt(password, salt) else {
                preconditionFailure("libxcrypt offers no bcrypt of cost \(cost)")
            }
            return hash
        }
    }

    /// Whether a password belongs to a hash.
    ///
    /// A wrong one takes as long for an older hash of a lower cost as for one of today's, so that the time tells
    /// nothing about the account.
    ///
    /// - Parameter hash: the account's; nil where there is no account, which takes as long, too.
    /// - Throws: ``ShopError`` `busy` when too many are waiting.
    public func verify(_ password: String, against hash: String?) async throws -> Bool {
        let cost = self.cost
        let hash = hash ?? Bcrypt.decoy(cost: cost)
        let ownCost = Bcrypt.cost(of: hash) ?? cost
        return try await self.compute(rounds: Bcrypt.rounds(cost: max(cost, ownCost))) {
            if let computed = self.crypt(password, hash), Bcrypt.areEqual(computed, hash) { return true }
            // 2^a + 2^a + 2^(a+1) + … + 2^(b-1) = 2^b
            for missing in ownCost..<max(cost, ownCost) { _ = self.crypt(password, Bcrypt.decoy(cost: missing)) }
            return false
        }
    }

    /// Whether a new hash of the same password would be harder to attack.
    func isOutdated(_ hash: String) -> Bool {
        Bcrypt.cost(of: hash).map { $0 < self.cost } ?? true
    }

    /// The rounds that were computed so far, which is what the time of an answer tells.
    var roundsComputed: Int { self.finishedRounds.load(ordering: .relaxed) }

    private func crypt(_ password: String, _ setting: String) -> String? {
        let start = ContinuousClock.now
        guard let hash = Bcrypt.crypt(password, setting) else { return nil }
        if let rounds = Bcrypt.cost(of: hash).map(Bcrypt.rounds) {
            self.finishedRounds.add(rounds, ordering: .relaxed)
            self.load.withLock { $0.measured(rounds: rounds, took: .now - start) }
        }
        return hash
    }

    /// Does some computing on one of the threads.
    ///
    /// - Parameter rounds: how much it is.
    /// - Throws: ``ShopError`` `busy` when it can't be expected in time, or no thread was free in time.
    func compute<Output: Sendable>(
        rounds: Int, _ work: @escaping @Sendable () -> Output
    ) async throws -> Output {
        guard self.load.withLock({ $0.enter(rounds: rounds) }) else { throw Self.isBusy }
        let (turn, _) = self.next.add(1, ordering: .relaxed)
        let queue = self.queues[turn % self.queues.count]
        let start = ContinuousClock.now
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                // A client that has waited for so long has likely given up.
                let result = ContinuousClock.now - start < self.timeout ? work() : nil
                self.load.withLock { $0.leave(rounds: rounds) }
                continuation.resume(with: result.map { .success($0) } ?? .failure(Self.isBusy))
            }
        }
    }

    private static let isBusy = ShopError.busy("Too many are logging in; please try again in a moment.")
}
