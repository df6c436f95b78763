import BSON
import MongoODM
import ShopCore

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
        var last = BSONValue.minKey
        while true {
            let page = try await self.carts.carts.documents(
                Self.usersWithSeveral.stage(["$match": ["_id": ["$gt": last]]]).stage(["$sort": ["_id": 1]]),
                limit: Self.pageSize)
            for found in page {
                // A user who is none is for a person.
                guard let userID = found["_id"]?.stringValue else { continue }
                if try await self.unite(userID: userID) { mended += 1 }
            }
            guard page.count == Self.pageSize, let end = page.last?["_id"] else { return mended }
            last = end
        }
    }

    private static let pageSize = 500

    /// - Returns: whether there were several.
    private func unite(userID: String) async throws -> Bool {
        let carts = self.carts.carts
        return try await carts.database.client.transaction { transaction in
            let found = try await carts.leavingOutUnreadable { _ in }.find(
                \.userID == userID, sort: [.descending(\.updatedAt), .descending(\.id)], in: transaction)
            guard let kept = found.first, found.count > 1 else { return false }
            var items = kept.items
            for item in found.dropFirst().flatMap(\.items)
            where !items.contains(where: { $0.isSameLine(as: item) }) { items.append(item) }
            try await carts.delete(.isIn(\.id, found.dropFirst().map(\.id)), in: transaction)
            try await carts.updateOne(
                \.id == kept.id, .set(\.items, Array(items.prefix(CartRepository.mostLines))), in: transaction)
            return true
        }
    }

    private static let usersWithSeveral = Pipeline()
        .stage(["$match": ["user_id": ["$ne": nil]]])
        .stage(["$group": ["_id": "$user_id", "carts": ["$sum": 1]]])
        .stage(["$match": ["carts": ["$gt": 1]]])

    /// Unites carts until the unique index stands. The Python app's index of the same name lets several in.
    func makeUnique() async throws {
        let carts = self.carts.carts
        for attempt in 1... {
            _ = try await self.mend()
            if try await carts.reportIndexes().changed.contains("user_id_1") {
                try await carts.database.run(["dropIndexes": "carts", "index": "user_id_1"])
            }
            do {
                try await carts.createIndexes()
                return
            } catch let error as MongoError where error.code == .duplicateKey && attempt < 5 {
                // Somebody got a second cart in the meantime.
                continue
            }
        }
    }
}
