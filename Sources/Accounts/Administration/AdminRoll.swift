import BSON
import MongoODM
import Schemas
import ShopCore

/// Makes sure that an admin remains, whatever happens at once: who is to be an admin no longer is written down in one common
/// document. Of two transactions that do so the second begins again, and sees what the first has done.
struct AdminRoll: Sendable {
    private struct Departures: Document {
        var id: String
        var count: Int

        static let schema = Schema("admin_departures", Departures.init) {
            Field("_id", \.id)
            Field("count", \.count)
        }
    }

    private static let id = "all"

    private let departures: Repository<Departures>
    private let users: UserRepository

    init(_ collections: Collections, users: UserRepository) {
        self.departures = collections.repository()
        self.users = users
    }

    /// Makes the document, if it is not there. To be called before the transaction: in it, the second of two that make it
    /// would fail.
    func prepare() async throws {
        try await self.departures.updateOne(\.id == Self.id, .setOnInsert(\.count, 0), upsert: true)
    }

    /// - Throws: ``ShopError`` `conflict` when nobody else is an admin who may log in. The transaction must then be given up.
    func requireAnother(than id: ObjectID, in transaction: Transaction) async throws {
        try await self.departures.updateOne(\.id == Self.id, .inc(\.count, 1), in: transaction)
        guard try await self.users.hasAdmin(otherThan: id, in: transaction) else {
            throw ShopError.conflict("The last admin can't go; make somebody else an admin first", reason: .lastAdmin)
        }
    }
}
