import BSON
import MongoODM
import Schemas
import ShopCore

/// What orders tell of the people behind them.
struct OrderTraces: PersonalData {
    let orders: OrderRepository
    let history: HistoryTransfer
    let audit: AuditTrail

    /// Takes addresses and what was written out of a user's orders; what was bought, and the user's identifier, stay.
    func eraseTraces(of userID: ObjectID) async throws {
        // Who did what is then in the audit log alone, which knows how to forget it.
        try await self.history.settle()
        var place: PageCursor?
        repeat {
            let page = try await self.orders.orders.page(
                \.userID == userID.hexString, as: Reference.self, sort: OrderRepository.newestFirst, after: place,
                limit: 500)
            let ids = page.items.map(\.id)
            try await self.orders.orders.updateMany(
                .isIn(\.id, ids), .unset(\.email), .unset(\.shippingAddress), .unset(\.billingAddress),
                .unset(\.notes), .unset(\.tracking), .unset(\.payment.clientSecret),
                .unset(\.payment.token))
            try await self.orders.orders.updateMany(
                .isIn(\.id, ids) && .raw(["history": ["$type": "array"]]), .all(\.history, .unset(\.note)))
            try await self.orders.orders.updateMany(
                .isIn(\.id, ids) && .raw(["refunds": ["$type": "array"]]), .all(\.refunds, .unset(\.reason)))
            try await self.audit.forget(AuditedRefund.reasonPath, of: .order, subjects: ids.map(\.hexString))
            place = page.next
        } while place != nil
    }

    /// Orders that can't be read are blanked, too.
    private struct Reference: SchemaObject {
        var id: ObjectID

        static let schema = Schema(Reference.init) { Field("_id", \.id) }
    }
}
