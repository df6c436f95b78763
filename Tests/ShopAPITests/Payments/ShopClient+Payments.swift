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

/// Runs a test with a shop that works on its jobs, payments among them.
func withPayments(
    configure: (inout Settings) -> Void = { _ in }, _ body: @Sendable (ShopClient) async throws -> Void
) async throws {
    let mails = FileManager.default.temporaryDirectory.appending(path: "mails-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: mails) }
    try await withShop {
        $0.worksOnJobs = true
        $0.mail.folder = mails.path
        configure(&$0)
    } _: { shop in
        try await body(shop)
    }
}

extension ShopClient {
    /// Asks for an order of pieces of a product in `/api/v1`.
    func requestOrder(
        _ quantity: Int = 1, of product: Int = 1, paying token: String? = nil, coupon: String? = nil, as user: String
    ) async throws -> Reply {
        let further =
            (token.map { #", "payment_token": "\#($0)""# } ?? "") + (coupon.map { #", "coupon": "\#($0)""# } ?? "")
        let body = #"{"items": [{"product_id": \#(product), "quantity": \#(quantity)}]\#(further)}"#
        return try await self.post("/api/v1/orders", body, token: user)
    }

    /// Orders pieces of a product in `/api/v1`.
    ///
    /// - Returns: the order's id.
    func placeOrder(
        _ quantity: Int = 1, of product: Int = 1, paying token: String? = nil, coupon: String? = nil, as user: String
    ) async throws -> String {
        let reply = try await self.requestOrder(quantity, of: product, paying: token, coupon: coupon, as: user)
        #expect(reply.status == 201, "\(reply.text)")
        return try #require(reply["id"]?.text)
    }

    /// Tries again to pay an order.
    func pay(_ order: String, with token: String? = nil, as user: String) async throws -> Reply {
        let body = token.map { #"{"payment_token": "\#($0)"}"# } ?? ""
        return try await self.post("/api/v1/payments/\(order)/pay", body, token: user)
    }

    /// Says how the payment of an order ends.
    func confirm(_ order: String, _ outcome: String = "success", as user: String) async throws -> Reply {
        try await self.post("/api/v1/payments/confirm?order_id=\(order)&outcome=\(outcome)", "", token: user)
    }

    /// Waits until an order is as it is to be.
    func awaitOrder(
        _ id: String, within limit: Duration = .seconds(60), _ condition: (Order) -> Bool
    ) async throws -> Order {
        try await eventually(within: limit) { condition(try await self.storedOrder(id)) }
        return try await self.storedOrder(id)
    }

    /// Lets the time of orders be over.
    func letExpire(_ orders: String...) async throws {
        let ids = BSONValue.array(orders.compactMap { ObjectID($0) }.map { .objectID($0) })
        try await self.update(
            "orders", ["_id": ["$in": ids]], ["$set": ["expires_at": .date(Date.now.addingTimeInterval(-1))]])
    }

    /// The gateway of the shops of tests.
    var simulatedGateway: SimulatedGateway { SimulatedGateway(Collections(self.database)) }

    /// How often an order was charged, and what is left of that.
    func charges(of order: String) async throws -> (count: Int, left: Money) {
        let id = try #require(ObjectID(order))
        let payments = try await Repository<SimulatedPayment>(self.database).find(\.orderID == id)
        return (payments.flatMap(\.charges).count, try #require(Money.sum(payments.map(\.refundable))))
    }
}
