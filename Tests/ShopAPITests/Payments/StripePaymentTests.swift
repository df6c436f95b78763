import AsyncHTTPClient
import Crypto
import Foundation
import HTTPTypes
import MongoJobs
import NIOCore
import NIOHTTP1
import Payments
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// Paying orders through Stripe, of which localstripe takes the place.
@Suite(.timeLimit(.minutes(30))) struct StripePaymentTests {
    private static let key = "sk_test_1234567890"
    private static let secret = "whsec_test"

    private func withStripe(_ body: @Sendable (ShopClient, StripeServer) async throws -> Void) async throws {
        let server = try await StripeServer()
        var api = try StripeSettings(secretKey: Self.key, base: server.base)
        // A test machine may be busy with anything.
        api.connectTimeout = .seconds(30)
        for call in [\StripeSettings.Timeouts.open, \.pay, \.cancel, \.refund, \.find] {
            api.timeouts[keyPath: call] = .seconds(60)
        }
        try await withPayments { [api] in
            $0.payments.stripe = StripeAccess(api: api, webhookSecret: Self.secret)
        } _: { shop in
            try await body(shop, server)
        }
    }

    /// Sends what Stripe tells of an intent.
    private func tell(
        _ type: String, _ intent: String, of shop: ShopClient, id: String = UUID().uuidString, secret: String = secret
    ) async throws -> Reply {
        let body =
            #"{"id": "evt_\#(id)", "type": "\#(type)", "created": 1, "data": {"object": {"id": "\#(intent)", "metadata": {}}}}"#
        let time = String(Int(Date.now.timeIntervalSince1970))
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(time).\(body)".utf8), using: SymmetricKey(data: Array(secret.utf8)))
        return try await shop.post(
            "/api/v1/webhooks/stripe", body,
            headers: [.init("Stripe-Signature")!: "t=\(time),v1=\(code.map { String(format: "%02x", $0) }.joined())"])
    }

    /// Does what a buyer's browser does.
    private func post(_ path: String, _ form: String, to server: StripeServer) async throws {
        var request = HTTPClientRequest(url: "\(server.base)/v1/\(path)")
        request.method = .POST
        request.headers.add(name: "Authorization", value: "Bearer \(Self.key)")
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: form))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        #expect(response.status == .ok)
    }

    @Test func aDeclinedCardAndAnother() async throws {
        try await self.withStripe { shop, _ in
            let user = try await shop.signUp()
            let id = try await shop.placeOrder(2, paying: "pm_card_chargeCustomerFail", as: user)
            let refused = try await shop.awaitOrder(id) { $0.payment.status == .failed }
            #expect(refused.payment.failure == "card_declined" && refused.payment.gateway == "stripe")
            let again = try await shop.pay(id, with: "pm_card_visa", as: user)
            #expect(again.status == 200, "\(again.text)")
            let order = try await shop.awaitOrder(id) { $0.status == .paid }
            #expect(order.stage == .confirmed && order.payment.attempts == 2)
            #expect(try await shop.books(of: 1) == [13, 0, 2, 15])
            #expect(try await shop.confirm(id, as: user).status == 404)
            #expect(try await shop.requestOrder(paying: "tok_success", as: user).status == 422)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func aBrowserPaysAndStripeTells() async throws {
        try await self.withStripe { shop, server in
            let user = try await shop.signUp()
            let id = try await shop.placeOrder(as: user)
            let waiting = try await shop.awaitOrder(id) { $0.payment.intentID != nil }
            let intent = try #require(waiting.payment.intentID)
            #expect(waiting.stage == .pending && waiting.payment.clientSecret?.hasPrefix(intent) == true)
            let stored = "\(try await shop.documents("orders"))"
            #expect(!stored.contains("_secret_"))
            #expect(try await self.tell("payment_intent.succeeded", "pi_unknown", of: shop).status == 200)
            #expect(try await self.tell("customer.created", intent, of: shop).status == 200)
            #expect(try await self.tell("payment_intent.succeeded", intent, of: shop, secret: "other").status == 400)
            // What is told is not believed, but asked.
            #expect(try await self.tell("payment_intent.succeeded", intent, of: shop).status == 200)
            try await eventually { try await shop.jobs.count(state: .done, kind: "order_payment") == 2 }
            #expect(try await shop.storedOrder(id).status == .pending)
            try await self.post("payment_intents/\(intent)", "payment_method=pm_card_visa", to: server)
            try await self.post("payment_intents/\(intent)/confirm", "", to: server)
            for _ in 0..<3 {
                let told = try await self.tell("payment_intent.succeeded", intent, of: shop, id: "once")
                #expect(told.status == 200 && told["received"] == true)
            }
            let order = try await shop.awaitOrder(id) { $0.status == .paid }
            #expect(order.history.map(\.event) == [.placed, .paid, .confirmed])
            #expect(try await shop.jobs.count(kind: "order_payment") == 3)
        }
    }

    @Test func whatABrowserPaysTooLateIsGivenBack() async throws {
        try await self.withStripe { shop, server in
            let user = try await shop.signUp()
            let id = try await shop.placeOrder(as: user)
            let intent = try #require(
                try await shop.awaitOrder(id) { $0.payment.intentID != nil }.payment.intentID)
            try await self.post("payment_intents/\(intent)", "payment_method=pm_card_visa", to: server)
            try await self.post("payment_intents/\(intent)/confirm", "", to: server)
            try await shop.letExpire(id)
            _ = try await shop.awaitOrder(id) { $0.stage == .cancelled }
            #expect(try await self.tell("payment_intent.succeeded", intent, of: shop).status == 200)
            try await eventually(within: .seconds(120)) {
                try await shop.jobs.count(state: .done, kind: "late_payment") == 2
            }
            let gateway = StripeGateway(try StripeSettings(secretKey: Self.key, base: server.base))
            let refunds = try await gateway.refunds(of: intent)
            await gateway.shutdown()
            #expect(refunds.map(\.requestID) == [LatePayment.requestID(of: intent)])
        }
    }

    @Test func onlyStripeIsListenedTo() async throws {
        try await withShop { shop in
            let reply = try await self.tell("payment_intent.succeeded", "pi_1", of: shop)
            #expect(reply.status == 404)
        }
        let api = try StripeSettings(secretKey: Self.key, base: "http://127.0.0.1:1")
        try await withShop {
            $0.payments.stripe = StripeAccess(api: api, webhookSecret: Self.secret)
        } _: { shop in
            let unsigned = try await shop.post("/api/v1/webhooks/stripe", "{}")
            #expect(unsigned.status == 400)
            let long = try await shop.post("/api/v1/webhooks/stripe", String(repeating: "a", count: 262_145))
            #expect(long.status == 413)
        }
    }
}
