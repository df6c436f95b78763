import BSON
import FoundationEssentials
import MongoODM
import ShopCore

/// No order holds pieces back long after its time to be paid is over. It does not hold where no process works on jobs.
struct ExpiryInvariant: Invariant {
    let orders: OrderRepository

    let name = "expiry"
    let statement = "no order is pending long after its time to be paid was over"

    /// How many seconds after its time an order may be pending.
    private static let patience = 300.0

    func examine(listing limit: Int) async throws -> Examination {
        let latest = Date.now.addingTimeInterval(-Self.patience)
        let overdue: BSONDocument = [
            "$match": ["status": "pending", "expires_at": ["$gt": .date(Order.beginning), "$lte": .date(latest)]]
        ]
        return try await self.orders.orders.faults(
            Pipeline().stage(overdue).stage(["$project": ["number": 1, "expires_at": 1]]), listing: limit)
    }
}
