import Dispatch
import Glibc
import Synchronization
import ShopCore

/// Hashes passwords with bcrypt, on threads of its own.
///
/// A hash takes a quarter of a second of pure computing at cost 12, so it must keep neither Swift's threads nor all
/// cores from the rest of the shop. No more may wait for a thread than it does in about eight seconds on a machine that
/// has nothing else to do, and nobody waits longer than that on any; who comes then is told to come back.
public final class PasswordHasher: Sendable {
    /// The longest password in bytes of UTF-8: bcrypt ignores what lies beyond.
    public static let maximumBytes = Bcrypt.maximumBytes

    /// The rounds that may wait for each thread, its present ones included: 32 hashes of cost 12.
    private static let roundsPerThread = 1 << 17

    /// The logarithm of the rounds of a new hash.
    let cost: Int
    private let patience: Duration
    private let queues: [DispatchQueue]
    private let next = Atomic<Int>(0)
    private let pendingRounds = Atomic<Int>(0)
    private let finishedRounds = Atomic<Int>(0)

    /// - Parameters:
    ///   - cost: the logarithm of the number of rounds, 4 to 31.
    ///   - threads: how many hashes may be computed at once; nil for half of the cores.
    ///   - patience: the longest wait for a thread.
    public init(cost: Int, threads: Int? = nil, patience: Duration = .seconds(8)) {
        let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        self.cost = cost
        self.patience = patience
        self.queues = (0..<(threads ?? max(1, cores / 2))).map { DispatchQueue(label: "bcrypt-\($0)") }
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
        guard let hash = Bcrypt.crypt(password, setting) else { return nil }
        self.finishedRounds.add(Bcrypt.cost(of: hash).map(Bcrypt.rounds) ?? 0, ordering: .relaxed)
        return hash
    }

    /// Does some computing on one of the threads.
    ///
    /// - Parameter rounds: how much it is.
    /// - Throws: ``ShopError`` `busy` when too much waits already, or no thread was free in time.
    func compute<Output: Sendable>(
        rounds: Int, _ work: @escaping @Sendable () -> Output
    ) async throws -> Output {
        let (before, after) = self.pendingRounds.add(rounds, ordering: .relaxed)
        // One that is larger than the bound is computed when nothing else is.
        guard before == 0 || after <= Self.roundsPerThread * self.queues.count else {
            self.pendingRounds.subtract(rounds, ordering: .relaxed)
            throw Self.isBusy
        }
        let (turn, _) = self.next.add(1, ordering: .relaxed)
        let queue = self.queues[turn % self.queues.count]
        let start = ContinuousClock.now
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                // Whose client has waited for so long has likely given up.
                let result = ContinuousClock.now - start < self.patience ? work() : nil
                self.pendingRounds.subtract(rounds, ordering: .relaxed)
                continuation.resume(with: result.map { .success($0) } ?? .failure(Self.isBusy))
            }
        }
    }

    private static let isBusy = ShopError.busy("Too many are logging in; please try again in a moment.")
}
