import BSON
import MongoODM
import ShopCore

/// An order's history ends where the order stands. Of what an earlier version did, and the audit log does not know, it may
/// say nothing.
struct HistoryInvariant: Invariant {
    let orders: OrderRepository
    let history: HistoryTransfer

    let name = "history"
    let statement = "each order has a number, and a history that ends where it stands"

    private static let isWrong: BSONValue = {
        let events: BSONValue = ["$cond": [["$isArray": "$history"], "$history", []]]
        let asides = BSONValue.array(OrderEventKind.asides.map { .string($0.rawValue) })
        let steps: BSONValue = [
            "$filter": ["input": events, "as": "step", "cond": ["$not": [["$in": ["$$step.event", asides]]]]]
        ]
        let last: BSONValue = ["$last": ["$map": ["input": steps, "as": "step", "in": "$$step.event"]]]
        let stands: BSONValue = [
            "$ifNull": [
                "$delivery",
                [
                    "$switch": [
                        "branches": [
                            ["case": ["$eq": ["$status", "pending"]], "then": "placed"],
                            ["case": ["$eq": ["$status", "paid"]], "then": "confirmed"],
                            ["case": ["$eq": ["$status", "canceled"]], "then": "cancelled"],
                        ], "default": "$status",
                    ]
                ],
            ]
        ]
        let hasNoNumber: BSONValue = ["$not": [["$gt": [["$ifNull": ["$number", ""]], ""]]]]
        // What nobody has signed for was made of what was left of it.
        let isMade: BSONValue = [
            "$and": [
                ["$lte": [["$size": events], 1]],
                ["$lte": [["$first": ["$map": ["input": events, "as": "step", "in": "$$step.author"]]], nil]],
                ["$lte": ["$delivery", nil]],
            ]
        ]
        return ["$or": [hasNoNumber, ["$and": [["$not": [isMade]], ["$ne": [last, stands]]]]]]
    }()

    func examine(listing limit: Int) async throws -> Examination {
        try await self.orders.orders.faults(
            Pipeline().stage(["$match": ["$expr": Self.isWrong]])
                .stage(["$project": ["number": 1, "status": 1, "delivery": 1, "events": "$history.event"]]),
            listing: limit)
    }

    /// Adds what the audit log knows.
    func mend() async throws -> Int {
        try await self.history.settle()
        return try await StoredHistories(self.orders.orders.database).complete(["$expr": Self.isWrong])
    }
}
