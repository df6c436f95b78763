import BSON
import Foundation
import HTTPTypes
import MongoODM
import Schemas
import ShopCore
import Testing

@testable import Orders

/// Invoices at `/api/v1`.
extension ShopClient {
    func invoice(of order: String, as token: String?, headers: HTTPFields = [:]) async throws -> Reply {
        try await self.get("/api/v1/orders/\(order)/invoice", token: token, headers: headers)
    }

    /// Orders a product, pays for it and returns the order's identifier.
    func paidOrder(as token: String, _ product: Int = 1) async throws -> String {
        let id = try await self.order(product, quantity: 1, as: token)
        #expect(try await self.post("/payments/confirm?order_id=\(id)", "", token: token)["status"] == "paid")
        return id
    }

    /// What makes invoices, as the job does.
    func invoiceMaking(_ settings: InvoiceSettings = InvoiceSettings()) -> InvoiceMaking {
        let collections = Collections(self.database)
        let orders = OrderRepository(collections)
        return InvoiceMaking(
            client: self.database.client, orders: orders,
            invoices: InvoiceRepository(collections, orders: orders),
            seller: InvoiceSeller(settings, shopName: "Bodega"), numberPrefix: settings.numberPrefix)
    }

    /// The stored invoices in the order of their numbers.
    func invoices() async throws -> [Invoice] {
        try await Repository<Invoice>(self.database).find(
            sort: [.ascending(\.series), .ascending(\.place)], limit: 10_000)
    }

    /// Stores a paid order with everything that an order may have.
    func storeOrder(
        of userID: String = ObjectID().hexString, at date: Date = .now, _ change: (inout Order) -> Void = { _ in }
    ) async throws -> Order {
        let address = PostalAddress(
            fullName: "Ann Miller", line1: "Hauptstr. 5", line2: "c/o Bo", city: "Berlin", state: nil,
            postalCode: "10115", country: "DE", phone: nil)
        var order = Order(
            userID: userID,
            items: [
                OrderItem(
                    productID: ObjectID().hexString, sku: "TEE-M", name: "Plain tee",
                    unitPrice: Money(minorUnits: 1_999), quantity: 3, lineTotal: Money(minorUnits: 5_997))
            ], total: Money(minorUnits: 5_777), status: .paid, createdAt: date)
        order.number = "B-\(Int.random(in: 1_000_000_000...9_999_999_999))"
        order.email = "ann@example.com"
        order.subtotal = Money(minorUnits: 5_997)
        order.discount = Money(minorUnits: 1_000)
        order.shippingCost = Money(minorUnits: 490)
        order.tax = Money(minorUnits: 290)
        order.shippingAddress = address
        change(&order)
        return try await Repository<Order>(self.database).create(order)
    }
}
