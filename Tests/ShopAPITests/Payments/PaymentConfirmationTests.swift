import Payments
import ShopAPI
import Testing

/// Who may say how a payment ended.
@Suite struct PaymentConfirmationTests {
    /// It is never called.
    private static let stripe = StripeAccess(
        api: try! StripeSettings(secretKey: "sk_test_1234567890", base: "http://127.0.0.1:1"),
        webhookSecret: "whsec_test")

    @Test(arguments: ["", "/api/v1", "/api"])
    func withAnotherGatewayCustomersFindNoSuchRoute(_ mount: String) async throws {
        try await withShop(configure: { $0.payments.stripe = Self.stripe }) { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 1, as: user)
            let reply = try await shop.post("\(mount)/payments/confirm?order_id=\(id)", "", token: user)
            let nowhere = try await shop.post("\(mount)/payments/nowhere", "", token: user)
            #expect(reply.status == 404)
            #expect(reply.json == nowhere.json)
            #expect(try await shop.get("/orders/\(id)", token: user)["status"]?.text == "pending")
        }
    }

    @Test(arguments: ["", "/api/v1"])
    func withAnotherGatewayWhoAnswersForOrdersFindsIt(_ mount: String) async throws {
        try await withShop(configure: { $0.payments.stripe = Self.stripe }) { shop in
            let admin = try await shop.admin()
            let id = try await shop.order(1, quantity: 1, as: admin)
            let reply = try await shop.post("\(mount)/payments/confirm?order_id=\(id)", "", token: admin)
            #expect(reply.status == 200)
            #expect(try await shop.get("/orders/\(id)", token: admin)["status"]?.text == "paid")
        }
    }

    @Test func simulatedIsForEverybody() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 1, as: user)
            #expect(try await shop.post("/payments/confirm?order_id=\(id)", "", token: user).status == 200)
        }
    }
}
