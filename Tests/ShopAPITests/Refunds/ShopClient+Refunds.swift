import BSON
import HTTPTypes
import MongoODM
import Payments
import Schemas
import ShopAPI
import ShopCore
import Testing

@testable import Orders

/// What comes back, at `/api/v1`.
extension ShopClient {
    /// Asks for a refund.
    func refund(
        _ order: String, _ body: String = "", as token: String, headers: HTTPFields = [:]
    ) async throws -> Reply {
        try await self.post("/api/v1/orders/\(order)/refund", body, token: token, headers: headers)
    }

    /// Cancels an order.
    func cancel(
        _ order: String, _ body: String = "", as token: String, headers: HTTPFields = [:]
    ) async throws -> Reply {
        try await self.post("/api/v1/orders/\(order)/cancel", body, token: token, headers: headers)
    }

    /// Orders pieces of a product at the root, and pays them through the gateway.
    ///
    /// - Returns: the order's id, and the gateway's name for the payment.
    func paidOrder(
        _ product: Int, quantity: Int, with token: SimulatedToken = .success, as user: String
    ) async throws -> (id: String, intent: String) {
        let id = try await self.order(product, quantity: quantity, as: user)
        let intent = try await self.charge(id, with: token)
        #expect(try await self.post("/payments/confirm?order_id=\(id)", "", token: user)["status"] == "paid")
        return (id, intent)
    }

    /// Has the gateway take the money for an order, which remembers that.
    func charge(_ order: String, with token: SimulatedToken = .success) async throws -> String {
        let stored = try await self.storedOrder(order)
        let attempt = PaymentAttempt(
            orderID: stored.id, orderNumber: stored.number, index: 1, amount: stored.total, token: token.rawValue)
        let gateway = self.simulatedGateway
        let intent = try await gateway.open(attempt)
        // The first answer to some tokens is lost.
        _ = try? await gateway.pay(intent.id, for: attempt)
        try await Repository<Order>(self.database).updateOne(
            \.id == stored.id, .set(\.payment.gateway, "simulated"), .set(\.payment.intentID, intent.id))
        return intent.id
    }

    /// What the gateway has given back of a payment, the oldest first.
    func refunds(of intent: String) async throws -> [String] {
        try await self.simulatedGateway.refunds(of: intent).reversed().map(\.amount.description)
    }

    /// Places an order of items, as JSON, and has it paid.
    func paidOrder(of items: String, _ fields: String = "", as user: String, by admin: String) async throws -> Reply {
        let placed = try await self.post("/api/v1/orders", #"{"items": [\#(items)]\#(fields)}"#, token: user)
        #expect(placed.status == 201, "\(placed.text)")
        let paid = try await self.move(placed["id"]?.text ?? "", to: "confirmed", as: admin)
        #expect(paid.status == 200, "\(paid.text)")
        return paid
    }
}
