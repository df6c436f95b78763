import BSON
import MongoODM
import ShopCore

/// Takes out of guests' orders what leads to a person. Accounts take theirs with them; see ``OrderTraces``.
package struct GuestErasure: Sendable {
    let traces: OrderTraces
    let coupons: any CouponKeeper
    let audit: AuditTrail

    /// Takes addresses and what was written out of the orders of an address of mail that no account has. It may be done again.
    ///
    /// - Parameter email: in the one form in which accounts keep it.
    /// - Returns: how many orders there were.
    package func erase(email: String) async throws -> Int {
        let count = try await self.traces.erase(Order.guests(email), by: Order.byEmail) { ids in
            // Where they were placed from.
            for id in ids { try await self.audit.eraseUnknownAuthors(of: id) }
        }
        try await self.coupons.forget(guest: email)
        return count
    }
}
