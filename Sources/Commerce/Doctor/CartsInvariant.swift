import BSON
import FoundationEssentials
import MongoODM
import Schemas

/// A user has one cart: the unique index sees to it, where there is one.
struct CartsInvariant: Invariant {
    let carts: CartRepository

    let name = "carts"
    let statement = "each user has one cart"

    func examine(listing limit: Int) async throws -> Examination {
        try await self.carts.carts.faults(Self.usersWithSeveral, listing: limit)
    }

    /// Puts the lines of a user's carts together in the one that was changed last: where several have a product, the
    /// quantity is the last one wanted.
    func mend() async throws -> Int {
        var mended = 0
        while true {
            let users = try await self.carts.carts.aggregate(Self.usersWithSeveral, as: CartOwner.self, limit: 500)
            for user in users { try await self.unite(userID: user.id) }
            mended += users.count
            if users.count < 500 { return mended }
        }
    }

    private func unite(userID: String) async throws {
        let carts = self.carts.carts
        try await carts.database.client.transaction { transaction in
            let found = try await carts.find(
                \.userID == userID, sort: [.descending(\.updatedAt), .descending(\.id)], in: transaction)
            guard let kept = found.first, found.count > 1 else { return }
            var items = kept.items
            for item in found.dropFirst().flatMap(\.items)
            where !items.contains(where: { $0.productID == item.productID }) { items.append(item) }
            try await carts.delete(.isIn(\.id, found.dropFirst().map(\.id)), in: transaction)
            try await carts.updateOne(
                \.id == kept.id, .set(\.items, Array(items.prefix(CartRepository.mostLines))), in: transaction)
        }
    }

    private static let usersWithSeveral = Pipeline()
        .stage(["$group": ["_id": "$user_id", "carts": ["$sum": 1]]])
        .stage(["$match": ["carts": ["$gt": 1]]])
}

/// A user who has carts.
private struct CartOwner: SchemaObject {
    var id: String

    static let schema = Schema(CartOwner.init) { Field("_id", \.id) }
}
