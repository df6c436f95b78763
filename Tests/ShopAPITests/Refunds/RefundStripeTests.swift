import BSON
import Foundation
import MongoODM
import Payments
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders
@testable import Shop

/// Refunds that Stripe is asked for.
@Suite(.timeLimit(.minutes(30)))
struct RefundStripeTests {
    private static let key = "sk_test_1234567890"

    private func post(_ path: String, _ type: String, _ body: String, to server: StripeServer) async throws {
        let port = try #require(URL(string: server.base)?.port)
        let head = [
            "POST \(path) HTTP/1.1", "Host: localhost", "Authorization: Bearer \(Self.key)", "Content-Type: \(type)",
            "Content-Length: \(body.utf8.count)", "Connection: close", "", "",
        ]
        try await RawConnection.open(port: port) { connection in
            try await connection.send(head.joined(separator: "\r\n") + body)
            let response = try await connection.response()
            #expect(response.head.status.contains(" 200 "), "\(response.body)")
        }
    }

    @Test func aLostAnswerAndARefundMadeInItsPagesAreFound() async throws {
        try await withShop { shop in
            let server = try await StripeServer()
            let gateway = StripeGateway(try StripeSettings(secretKey: Self.key, base: server.base))
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.order(1, quantity: 2, as: user)
            let stored = try await shop.storedOrder(id)
            let attempt = PaymentAttempt(
                orderID: stored.id, orderNumber: stored.number, index: 1, amount: stored.total, token: "pm_card_visa")
            let intent = try await gateway.pay(try await gateway.open(attempt).id, for: attempt)
            #expect(intent.state == .paid)
            try await Repository<Order>(shop.database).updateOne(
                \.id == stored.id, .set(\.payment.gateway, "stripe"), .set(\.payment.intentID, intent.id))
            #expect(try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)["status"] == "paid")
            let noted = try await shop.refund(id, #"{"items": [{"product_id": 1}]}"#, as: admin)
            #expect(noted["refunds"]?.elements.first?["status"] == "pending")

            let own = shop.backend.shop.refunds.settling
            let settling = RefundSettling(
                client: own.client, orders: own.orders, books: own.books, gateway: gateway, logger: own.logger)
            let fault = #"{"path": "/refunds", "kind": "lost", "times": 1}"#
            try await self.post("/_config/faults", "application/json", fault, to: server)
            await #expect(throws: PaymentError.self) { try await settling.settle(stored.id) }
            #expect(try await shop.storedOrder(id).refunds.map(\.state) == [.pending])
            try await settling.settle(stored.id)
            #expect(try await shop.storedOrder(id).refunds.map(\.state) == [.done])
            #expect(try await gateway.refunds(of: intent.id).map(\.amount.minorUnits) == [249_999])

            let form = "payment_intent=\(intent.id)&amount=249999"
            try await self.post("/v1/refunds", "application/x-www-form-urlencoded", form, to: server)
            for _ in 0..<2 { try await settling.settle(stored.id) }
            let order = try await shop.storedOrder(id)
            #expect(order.stage == .refunded && order.refunds.count == 2 && order.refunded == order.total)
            #expect(try await shop.faults() == [:])
            await gateway.shutdown()
        }
    }
}
