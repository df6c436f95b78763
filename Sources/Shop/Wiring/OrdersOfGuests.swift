import Accounts
import BSON
import MongoJobs
import MongoODM
import Orders

/// The orders of guests, as those who verify their addresses get them: by a job, since there may be any number.
struct OrdersOfGuests: GuestOrders {
    let jobs: JobQueue

    func claim(by userID: ObjectID, in transaction: Transaction) async throws {
        try await self.jobs.enqueue(OrderClaimJob(userID: userID), in: transaction)
    }
}
