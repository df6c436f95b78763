package import BSON
package import MongoJobs
package import Schemas

/// Gives a user the orders that were placed by the account's address without it, if the address is verified.
package struct OrderClaimJob: Job {
    package var userID: ObjectID

    package static let kind = "claim_orders"
    /// The last try comes a day after the first: it must be done some time.
    package static let options = JobOptions(
        tries: 30, pause: RetryPause(first: .seconds(5), factor: 3, longest: .seconds(3600)))
    package static let schema = Schema(OrderClaimJob.init(userID:)) { Field("user_id", \.userID) }

    package init(userID: ObjectID) {
        self.userID = userID
    }
}

/// Gives a guest's order to the account that its address has, if there is one and it is verified.
struct GuestOrderJob: Job {
    var orderID: ObjectID

    static let kind = "guest_order"
    static let options = OrderClaimJob.options
    static let schema = Schema(GuestOrderJob.init) { Field("order_id", \.orderID) }
}
