import BSON
import MongoODM
import ShopCore

/// What an order costs is the sum of its lines, each its price as often as it was ordered, without the discount, with shipping
/// and tax. Discount and tax are spread over the lines, and no more is paid back than was paid.
struct TotalsInvariant: Invariant {
    let orders: OrderRepository

    let name = "totals"
    let statement = "the total of each order is the sum of its lines, less the discount, with shipping and tax"

    func examine(listing limit: Int) async throws -> Examination {
        // What is no number, no object or no list is wrong, too, and must not end the look.
        let isCountable: BSONValue = ["$and": [["$isNumber": "$$line.unit_price"], ["$isNumber": "$$line.qty"]]]
        let isWrong: BSONValue = ["$ne": ["$$line.line_total", ["$multiply": ["$$line.unit_price", "$$line.qty"]]]]
        let lineIsWrong: BSONValue = ["$cond": [isCountable, isWrong, true]]
        let lines: BSONValue = ["$cond": [["$isArray": "$items"], "$items", [nil]]]
        let someLineIsWrong: BSONValue = [
            "$anyElementTrue": [["$map": ["input": lines, "as": "line", "in": lineIsWrong]]]
        ]
        // Nothing of it is in orders of earlier versions; what is no number counts as nothing, and the total is wrong then.
        func amount(_ field: String) -> BSONValue { ["$sum": [.string("$" + field)]] }
        let sum: BSONValue = ["$sum": "$items.line_total"]
        let due: BSONValue = [
            "$add": [["$subtract": [sum, amount("discount")]], amount("shipping_cost"), amount("tax")]
        ]
        let wrongs: BSONValue = [
            ["$ne": ["$total", due]], ["$ne": [["$ifNull": ["$subtotal", sum]], sum]],
            ["$ne": [amount("discount"), ["$sum": "$items.discount"]]],
            ["$ne": [amount("tax"), ["$sum": "$items.tax"]]], ["$gt": [amount("refunded"), "$total"]], someLineIsWrong,
        ]
        let wrong: BSONDocument = ["$match": ["$expr": ["$or": wrongs]]]
        let shown: BSONDocument = [
            "$project": ["status": 1, "total": 1, "lines": sum, "discount": 1, "shipping_cost": 1, "tax": 1]
        ]
        return try await self.orders.orders.faults(Pipeline().stage(wrong).stage(shown), listing: limit)
    }
}
