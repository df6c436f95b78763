import BSON
import MongoODM
import ShopCore

/// What a coupon counts as its uses are the orders that use it.
struct CouponsInvariant: Invariant {
    let repository: CouponRepository

    let name = "coupons"
    let statement = "the uses of each coupon are those of the orders that use it"

    func examine(listing limit: Int) async throws -> Examination {
        let ofOrders: BSONValue = [["$match": ["state": "used"]], ["$count": "count"]]
        let orders: BSONDocument = [
            "$lookup": [
                "from": "coupon_uses", "localField": "_id", "foreignField": "coupon_id",
                "pipeline": ofOrders, "as": "orders",
            ]
        ]
        let counted: BSONValue = ["$ifNull": [["$first": "$orders.count"], 0]]
        let wrong: BSONDocument = ["$match": ["$expr": ["$ne": [["$ifNull": ["$uses", 0]], counted]]]]
        let shown: BSONDocument = ["$project": ["code": 1, "uses": 1, "orders": counted]]
        return try await self.repository.coupons.faults(
            Pipeline().stage(orders).stage(wrong).stage(shown), listing: limit)
    }
}
