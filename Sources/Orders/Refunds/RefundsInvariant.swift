import BSON
import MongoODM
import ShopCore

/// What an order counts as paid back is the sum of its refunds that were not refused, and so with the pieces of its lines, of
/// which no more are paid back, or in the stock again, than were ordered.
struct RefundsInvariant: Invariant {
    let orders: OrderRepository

    let name = "refunds"
    let statement = "what each order has given back is the sum of its refunds, and no more than was ordered"

    func examine(listing limit: Int) async throws -> Examination {
        // What is no list has nothing in it, and what is no number counts as nothing: another look tells of these.
        func list(_ value: BSONValue) -> BSONValue { ["$cond": [["$isArray": value], value, []]] }
        let counting: BSONValue = [
            "$filter": ["input": list("$refunds"), "as": "refund", "cond": ["$ne": ["$$refund.state", "refused"]]]
        ]
        let ofLine: BSONValue = [
            "$filter": [
                "input": "$$pieces", "as": "piece",
                "cond": ["$eq": ["$$piece.item_id", ["$ifNull": ["$$line._id", "none"]]]],
            ]
        ]
        func count(_ field: String) -> BSONValue { ["$sum": [.string("$$line." + field)]] }
        let lineIsWrong: BSONValue = [
            "$or": [
                ["$ne": [count("refunded_quantity"), ["$sum": Self.each(ofLine, "piece", "$$piece.quantity")]]],
                ["$gt": [count("refunded_quantity"), count("qty")]],
                ["$gt": [count("restocked_quantity"), count("qty")]],
            ]
        ]
        let pieces: BSONValue = [
            "$reduce": [
                "input": Self.each("$$counting", "refund", list("$$refund.items")), "initialValue": [],
                "in": ["$concatArrays": ["$$value", "$$this"]],
            ]
        ]
        let someLineIsWrong: BSONValue = [
            "$let": [
                "vars": ["pieces": pieces],
                "in": ["$anyElementTrue": [Self.each(list("$items"), "line", lineIsWrong)]],
            ]
        ]
        let sum: BSONValue = ["$sum": Self.each("$$counting", "refund", "$$refund.amount")]
        let isWrong: BSONValue = [
            "$let": [
                "vars": ["counting": counting],
                "in": ["$or": [["$ne": [["$sum": ["$refunded"]], sum]], someLineIsWrong]],
            ]
        ]
        return try await self.orders.orders.faults(
            Pipeline().stage(["$match": ["$expr": isWrong]])
                .stage(["$project": ["number": 1, "refunded": 1, "refunds._id": 1, "refunds.amount": 1]]),
            listing: limit)
    }

    private static func each(_ input: BSONValue, _ name: String, _ output: BSONValue) -> BSONValue {
        ["$map": ["input": input, "as": .string(name), "in": output]]
    }
}
