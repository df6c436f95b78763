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
        _ = try await self.erase(\.userID == userID.hexString, by: Order.byUser)
    }

    /// Takes addresses and what was written out of some orders.
    ///
    /// - Parameters:
    ///   - index: has the orders, the newest first.
    ///   - before: is called with the orders of each batch before they are changed.
    /// - Returns: how many there were.
    func erase(
        _ query: Query<Order>, by index: Index<Order>, before: ([ObjectID]) async throws -> Void = { _ in }
    ) async throws -> Int {
        // Who did what is then in the audit log alone, which knows how to forget it.
        try await self.history.settle()
        let orders = self.orders.orders
        var count = 0
        var place: PageCursor?
        repeat {
            let page = try await orders.using(index: index.name).page(
                query, as: Reference.self, sort: OrderRepository.newestFirst, after: place, limit: 500)
            let ids = page.items.map(\.id)
            try await before(ids)
            try await orders.updateMany(
                .isIn(\.id, ids) && .raw(["history": ["$type": "array"]]), .all(\.history, .unset(\.note)))
            try await orders.updateMany(
                .isIn(\.id, ids) && .raw(["refunds": ["$type": "array"]]), .all(\.refunds, .unset(\.reason)))
            try await self.audit.forget(.order, subjects: ids.map(\.hexString))
            // The address comes last: by it the orders are found again if this ends in between.
            try await orders.updateMany(
                .isIn(\.id, ids), .unset(\.email), .unset(\.shippingAddress), .unset(\.billingAddress),
                .unset(\.notes), .unset(\.tracking), .unset(\.payment.clientSecret), .unset(\.payment.token))
            count += ids.count
            place = page.next
        } while place != nil
        return count
    }

    /// Orders that can't be read are blanked, too.
    private struct Reference: SchemaObject {
        var id: ObjectID

        static let schema = Schema(Reference.init) { Field("_id", \.id) }
    }
}
