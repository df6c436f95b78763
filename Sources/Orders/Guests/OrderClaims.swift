package import BSON
import MongoJobs
import MongoODM
import Schemas
import ShopCore

/// Gives the orders of guests to the accounts of those who have proven since, or before, that they read the mails which go to the
/// orders' address. All of it may be done again.
package struct OrderClaims: Sendable {
    let orders: OrderRepository
    let invoices: InvoiceRepository
    let coupons: any CouponKeeper
    let customers: any CustomerDirectory
    let audit: AuditTrail

    private static let batchSize = 100

    var handlers: [JobHandler] {
        [
            JobHandler(OrderClaimJob.self) { job, _ in _ = try await self.claim(by: job.userID) },
            JobHandler(GuestOrderJob.self) { job, _ in
                guard let order = try await self.orders.orders.get(job.orderID), order.isGuests,
                    let email = order.email, let id = try await self.customers.customerID(email: email)
                else { return }
                _ = try await self.claim(by: id)
            },
        ]
    }

    /// Gives a user all orders of the account's address that nobody has, if the address is verified.
    ///
    /// - Returns: how many there were.
    package func claim(by userID: ObjectID) async throws -> Int {
        guard let customer = try await self.customers.customer(userID), customer.isVerified else { return 0 }
        let guests = self.orders.orders.using(index: Order.byEmail.name)
        var count = 0
        var place: PageCursor?
        repeat {
            let page = try await guests.page(
                Order.guests(customer.email), as: Reference.self, sort: OrderRepository.newestFirst, after: place,
                limit: Self.batchSize)
            for order in page.items { try await self.claim(order.id, of: customer.email, by: userID) }
            count += page.items.count
            place = page.next
        } while place != nil
        return count
    }

    /// One transaction an order: it changes in no other's way, and each is the user's as soon as it can be.
    private func claim(_ id: ObjectID, of email: String, by userID: ObjectID) async throws {
        try await self.orders.orders.database.client.transaction { transaction in
            let step = OrderStatement.claim(id, of: email, by: userID)
            guard let order = try await self.orders.run(step, in: transaction) else { return }
            if order.coupon != nil { try await self.coupons.pass(useBy: id, to: userID, in: transaction) }
            if order.invoicedAt != nil { try await self.invoices.pass(id, to: userID, in: transaction) }
            let (before, after): (BSONDocument, BSONDocument) = (
                ["user_id": ""], ["user_id": .string(userID.hexString)]
            )
            try await self.audit.note(
                AuditChange(.order, id, from: before, to: after), by: Author(userID: userID), in: transaction)
        }
    }

    /// Orders that can't be read are left out when they are to be changed.
    private struct Reference: SchemaObject {
        var id: ObjectID

        static let schema = Schema(Reference.init) { Field("_id", \.id) }
    }
}
