import BSON
import FoundationEssentials
package import MongoODM
import Schemas

/// Lets paid orders say when they were paid, where an earlier version took the money, and orders where they go.
package struct PaidMoments: Sendable {
    private let orders: Repository<Order>

    package init(_ database: MongoDatabase) {
        self.orders = Repository(database).leavingOutUnreadable { _ in }
    }

    private static let batchSize = 500
    /// The index of payments has these in front, once it is there.
    private static let lacking: BSONDocument = ["status": "paid", "paid_at": nil, "created_at": ["$type": "date"]]

    /// Completes what instances of an earlier version have taken the money for meanwhile, and notes that the orders were changed,
    /// so that figures follow.
    ///
    /// - Returns: how many there were.
    package func completeNew() async throws -> Int {
        let change = Pipeline().stage(["$set": Self.moment]).stage(["$set": ["updated_at": "$$NOW"]])
        var count = 0
        while true {
            let found = try await self.orders.find(.raw(Self.lacking), as: Reference.self, limit: Self.batchSize)
            guard !found.isEmpty else { return count }
            try await self.orders.updateMany(.isIn(\.id, found.map(\.id)) && .raw(Self.lacking), change)
            count += found.count
            try Task.checkCancellation()
        }
    }

    /// Completes all that is stored. It may be done again.
    func completeAll() async throws {
        try await self.changeAll(Self.lacking, with: Pipeline().stage(["$set": Self.moment]))
        let sent: BSONDocument = ["country": ["$exists": false], "shipping_address.country": ["$type": "string"]]
        try await self.changeAll(
            sent,
            with: Pipeline().stage([
                "$set": ["country": "$shipping_address.country", "state": "$shipping_address.state"]
            ]))
    }

    func remove() async throws {
        let having: BSONDocument = ["$or": [["paid_at": ["$exists": true]], ["country": ["$exists": true]]]]
        try await self.changeAll(having, with: Pipeline().stage(["$unset": ["paid_at", "country", "state"]]))
    }

    /// Runs a change on all orders that fulfil a condition. It walks over them once, because a migration has no index that finds
    /// those that are left.
    private func changeAll(_ condition: BSONDocument, with change: Pipeline) async throws {
        try await self.orders.forEachBatch(of: .raw(condition), as: Reference.self) { found in
            try await self.orders.updateMany(.isIn(\.id, found.map(\.id)) && .raw(condition), change)
        }
    }

    /// When the history says so, else when the order was placed.
    private static let moment: BSONValue = {
        let history: BSONValue = ["$cond": [["$isArray": "$history"], "$history", []]]
        let paid: BSONValue = [
            "$filter": ["input": history, "as": "step", "cond": ["$eq": ["$$step.event", "paid"]]]
        ]
        let moments: BSONValue = ["$map": ["input": paid, "as": "step", "in": "$$step.at"]]
        return ["paid_at": ["$ifNull": [["$first": moments], "$created_at"]]]
    }()

    /// Which order.
    private struct Reference: SchemaObject {
        var id: ObjectID

        static let schema = Schema(Reference.init) { Field("_id", \.id) }
    }
}
