import BSON
import MongoODM
import Schemas
import ShopCore

/// Keeps the shop from being left without an admin. Whatever may take one away writes the same document in its transaction:
/// of two at once, the second sees what the first has done.
struct AdminLock: Sendable {
    private let locks: Repository<Lock>
    private let users: UserRepository

    init(_ collections: Collections, users: UserRepository) {
        self.locks = collections.repository()
        self.users = users
    }

    /// Makes sure that there is an admin besides a user, if the user is one.
    ///
    /// - Throws: ``ShopError`` `conflict`.
    func keepOne(besides user: User, in transaction: Transaction) async throws {
        guard user.role == .admin else { return }
        try await self.locks.updateOne(\.id == "admins", .inc(\.turns, 1), upsert: true, in: transaction)
        guard try await self.users.hasAdmin(besides: user.id, in: transaction) else {
            throw ShopError.conflict("This is the last admin")
        }
    }

    private struct Lock: Document {
        var id: String
        /// How often it was taken.
        var turns: Int

        static let schema = Schema("account_locks", Lock.init) {
            Field("_id", \.id)
            Field("turns", \.turns)
        }
    }
}
