import BSON
import MongoODM
import ShopCore

/// The stored invoices and their series.
struct InvoiceRepository: Sendable {
    let invoices: Repository<Invoice>
    let series: Repository<InvoiceSeries>
    private let orders: Repository<Order>

    init(_ collections: Collections, orders: OrderRepository) {
        self.invoices = collections.repository()
        self.series = collections.repository()
        self.orders = orders.orders
    }

    func find(orderID: ObjectID) async throws -> Invoice? {
        try await self.invoices.get(orderID)
    }

    /// Makes the invoice of a guest's order that of a user, who has got the order.
    func pass(_ orderID: ObjectID, to userID: ObjectID, in transaction: Transaction) async throws {
        try await self.invoices.updateOne(
            \.id == orderID && \.userID == "", .set(\.userID, userID.hexString), in: transaction)
    }

    /// Some of a user's invoices, the newest first.
    func page(userID: String, after place: PageCursor?, limit: Int) async throws -> Page<Invoice> {
        try await self.invoices.page(
            \.userID == userID, sort: [.descending(\.madeAt), .descending(\.id)], after: place, limit: limit)
    }

    /// Some paid orders without an invoice, the oldest first. An index has just these.
    func missing(after place: PageCursor?, limit: Int) async throws -> Page<Order> {
        try await self.orders.page(
            \.status == .paid && \.invoicedAt == nil, sort: [.ascending(\.createdAt), .ascending(\.id)], after: place,
            limit: limit)
    }
}
