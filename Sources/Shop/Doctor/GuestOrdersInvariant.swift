import BSON
import FoundationEssentials
import MongoODM
import Orders
import ShopCore

/// Orders of guests whose address an account has verified are that account's. What is younger may still wait for its job.
struct GuestOrdersInvariant: Invariant {
    let orders: OrderRepository
    let claims: OrderClaims

    let name = "guests"
    let statement = "each order of a guest whose address was verified is in its account"

    /// How old it must be, in seconds.
    private static let settled: TimeInterval = 3600
    private static let pageSize = 500

    private var unclaimed: Pipeline {
        let before = BSONValue.date(.now - Self.settled)
        let account: BSONDocument = [
            "$lookup": [
                "from": "users", "localField": "email", "foreignField": "email", "as": "account",
                "pipeline": [["$match": ["verified_at": ["$lt": before]]], ["$project": ["_id": 1]]],
            ]
        ]
        return Pipeline()
            .stage(["$match": ["email": ["$gt": ""], "user_id": "", "created_at": ["$lt": before]]])
            .stage(["$project": ["email": 1, "number": 1]]).stage(account).stage(["$unwind": "$account"])
            .stage(["$project": ["number": 1, "account": "$account._id"]])
    }

    func examine(listing limit: Int) async throws -> Examination {
        try await self.orders.orders.faults(self.unclaimed, listing: limit)
    }

    func mend() async throws -> Int {
        var mended = 0
        var last = BSONValue.minKey
        while true {
            let page = try await self.orders.orders.documents(
                self.unclaimed.stage(["$group": ["_id": "$account"]]).stage(["$match": ["_id": ["$gt": last]]])
                    .stage(["$sort": ["_id": 1]]),
                limit: Self.pageSize)
            for found in page {
                guard let userID = found["_id"]?.objectIDValue else { continue }
                mended += try await self.claims.claim(by: userID)
            }
            guard page.count == Self.pageSize, let end = page.last?["_id"] else { return mended }
            last = end
        }
    }
}
