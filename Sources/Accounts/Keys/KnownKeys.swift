import BSON
import FoundationEssentials
import Synchronization

/// Which keys have been read lately, in memory. What they may do is known elsewhere, and forgotten there with their makers.
final class KnownKeys: Sendable {
    private struct Known {
        let id: ObjectID
        let expiresAt: Date?
        let readAt: ContinuousClock.Instant
    }

    private let keys = Mutex<[Data: Known]>([:])
    private let capacity: Int

    /// How long a key is believed to be as it was read. When it is read again its use is noted.
    static let lifetime = Duration.seconds(60)

    init(capacity: Int = 10_000) {
        self.capacity = capacity
    }

    /// Which key has a hash, if that was read a short while ago, and it has not expired.
    func id(of hash: Data, at now: Date = .now) -> ObjectID? {
        guard let known = self.keys.withLock({ $0[hash] }), .now - known.readAt < Self.lifetime,
            known.expiresAt.map({ $0 > now }) ?? true
        else { return nil }
        return known.id
    }

    /// Remembers a key that was there. Only keys of the shop get here, so that nobody can fill it with others.
    func remember(_ key: APIKey) {
        let known = Known(id: key.id, expiresAt: key.expiresAt, readAt: .now)
        self.keys.withLock { keys in
            if keys.count >= self.capacity { keys.removeAll(keepingCapacity: true) }
            keys[key.hash] = known
        }
    }
}
