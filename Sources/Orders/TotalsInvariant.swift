import BSON
import MongoODM
import ShopCore

/// What an order costs is the sum of its lines, and each line its price as often as it was ordered.
struct TotalsInvariant: Invariant {
    let orders: OrderRepository

    let name = "totals"
    let statement = "the total of each order is the sum of its lines"

    func examine(listing limit: Int) async throws -> Examination {
        // What is no number, no object or no list is wrong, too, and must not end the look.
        let isCountable: BSONValue = ["$and": [["$isNumber": "$$line.unit_price"], ["$isNumber": "$$line.qty"]]]
        let isWrong: BSONValue = ["$ne": ["$$line.line_total", ["$multiply": ["$$line.unit_price", "$$line.qty"]]]]
        let lineIsWrong: BSONValue = ["$cond": [isCountable, isWrong, true]]
        let lines: BSONValue = ["$cond": [["$isArray": "$items"], "$items", [nil]]]
        let someLineIsWrong: BSONValue = [
            "$anyElementTrue": [["$map": ["input": lines, "as": "line", "in": lineIsWrong]]]
        ]
        let totalIsWrong: BSONValue = ["$ne": ["$total", ["$sum": "$items.line_total"]]]
        let wrong: BSONDocument = ["$match": ["$expr": ["$or": [totalIsWrong, someLineIsWrong]]]]
        let shown: BSONDocument = ["$project": ["status": 1, "total": 1, "lines": ["$sum": "$items.line_total"]]]
        return try await self.orders.orders.faults(Pipeline().stage(wrong).stage(shown), listing: limit)
    }
}
