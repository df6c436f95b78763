import BSON
import Foundation
import HTTPTypes
import MongoODM
import Schemas
import TestSupport
import Testing

@testable import RouteKit
@testable import ShopAPI

/// What happens to a request with an `Idempotency-Key` that comes again.
@Suite struct RepeatedRequestTests {
    private static let product = #"{"product_id": 101, "name": "Lamp", "slug": "lamp", "price": 9.99}"#
    private static let account = #"{"email": "a@example.com", "password": "SecurePass123"}"#

    @Test func aRepeatedCheckoutGetsItsOrderAgain() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            try await shop.fillCart(of: user)
            let first = try await shop.post("/checkout/create-order", "", token: user, headers: key("a"))
            #expect(first.status == 200 && first.headers[.idempotencyReplayed] == nil)
            try await shop.fillCart(of: user)
            let second = try await shop.post("/checkout/create-order", "", token: user, headers: key("a"))
            expectSame(second, first)
            #expect(try await shop.get("/orders", token: user).list.count == 1)
            #expect(try await shop.get("/cart", token: user)["items"]?.elements.count == 1)
            let third = try await shop.post("/checkout/create-order", "", token: user, headers: key("b"))
            #expect(third.status == 200 && third["order_id"] != first["order_id"])
        }
    }

    @Test func aRepeatedConfirmationGetsItsStatusAgain() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            for outcome in ["success", "failure", "canceled"] {
                let order = try await shop.order(1, quantity: 1, as: user)
                let path = "/payments/confirm?order_id=\(order)&outcome=\(outcome)"
                let first = try await shop.post(path, "", token: user, headers: key(outcome))
                #expect(first.status == 200)
                expectSame(try await shop.post(path, "", token: user, headers: key(outcome)), first)
            }
            #expect(try await shop.inventory(of: 1) == 14)
        }
    }

    /// Without the key it would be a conflict.
    @Test func aRepeatedSignupGetsItsTokenAgain() async throws {
        try await withShop { shop in
            let first = try await shop.post("/auth/signup", Self.account, headers: key("a"))
            #expect(first.status == 200)
            expectSame(try await shop.post("/auth/signup", Self.account, headers: key("a")), first)
            #expect(try await shop.get("/auth/me", token: first["access_token"]?.text).status == 200)
            #expect(try await shop.post("/auth/signup", Self.account, headers: key("b")).status == 409)
        }
    }

    @Test func aRepeatedProductIsAddedOnce() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let first = try await shop.post("/admin/products", Self.product, token: admin, headers: key("a"))
            #expect(first.status == 200)
            expectSame(
                try await shop.post("/admin/products", Self.product, token: admin, headers: key("\"a\"")), first)
            #expect(try await shop.get("/products?limit=100").list.count == 21)
        }
    }

    @Test func aKeyOfAnotherRequestIsRefused() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let order = try await shop.order(1, quantity: 1, as: user)
            let requests = [
                ("/auth/signup", Self.account, nil), ("/admin/products", Self.product, admin),
                ("/payments/confirm?order_id=\(order)", "", user),
            ]
            for (path, body, token) in requests {
                #expect(try await shop.post(path, body, token: token, headers: key("a")).status == 200)
            }
            let others = [
                ("/auth/signup", Self.account.replacingOccurrences(of: "a@", with: "b@"), nil),
                ("/auth/signup", Self.account.replacingOccurrences(of: "123", with: "124"), nil),
                ("/admin/products", Self.product.replacingOccurrences(of: "9.99", with: "9.98"), admin),
                ("/payments/confirm?order_id=\(order)&outcome=failure", "", user),
                ("/payments/confirm?order_id=\(order)", "x", user),
            ]
            for (path, body, token) in others {
                let reply = try await shop.post(path, body, token: token, headers: key("a"))
                #expect(reply.status == 422, "\(path)")
                #expect(reply.violations == ["header.idempotency-key idempotency_key_reused"])
            }
        }
    }

    @Test func aKeyIsOneUsersAndOneOperations() async throws {
        try await withShop { shop in
            for user in [try await shop.signUp(), try await shop.signUp()] {
                try await shop.fillCart(of: user)
                let order = try await shop.post("/checkout/create-order", "", token: user, headers: key("a"))
                #expect(order.status == 200 && order.headers[.idempotencyReplayed] == nil)
                let path = "/payments/confirm?order_id=\(order["order_id"]?.text ?? "")"
                let paid = try await shop.post(path, "", token: user, headers: key("a"))
                #expect(paid["status"]?.text == "paid" && paid.headers[.idempotencyReplayed] == nil)
            }
        }
    }

    @Test func malformedKeysAreRefused() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            try await shop.fillCart(of: user)
            let reply = try await shop.post("/checkout/create-order", "", token: user, headers: key("a b"))
            #expect(reply.status == 422)
            #expect(reply.violations == ["header.idempotency-key string_pattern_mismatch"])
            #expect(try await shop.get("/orders", token: user).list.isEmpty)
        }
    }

    /// A new attempt needs a new key: the same one is the same request, also when it was refused.
    @Test func whatTheWorkRefusedIsRefusedAgain() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let first = try await shop.post("/checkout/create-order", "", token: user, headers: key("a"))
            #expect(first.status == 400)
            try await shop.fillCart(of: user)
            expectSame(try await shop.post("/checkout/create-order", "", token: user, headers: key("a")), first)
            #expect(try await shop.post("/checkout/create-order", "", token: user, headers: key("b")).status == 200)
        }
    }

    /// What is wrong with the request itself leaves its key free for the right one.
    @Test func invalidRequestsTakeNoKey() async throws {
        try await withShop { shop in
            let invalid = try await shop.post("/auth/signup", #"{"email": "a"}"#, headers: key("a"))
            let right = try await shop.post("/auth/signup", Self.account, headers: key("a"))
            #expect(invalid.status == 422 && right.status == 200)
        }
    }

    @Test func sixteenAtOnceMakeOneOrder() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            try await shop.fillCart(of: user)
            let replies = try await parallel(16) { _ in
                try await shop.post("/checkout/create-order", "", token: user, headers: key("a"))
            }
            let done = replies.filter { $0.status == 200 }
            #expect(!done.isEmpty && done.allSatisfy { $0.body == done[0].body })
            #expect(done.filter { $0.headers[.idempotencyReplayed] == nil }.count == 1)
            for reply in replies where reply.status != 200 {
                #expect(reply.status == 409 && reply.headers[.retryAfter] == "1")
            }
            #expect(try await shop.get("/orders", token: user).list.count == 1)
        }
    }

    @Test func sixteenAtOnceOpenOneAccount() async throws {
        try await withShop { shop in
            let replies = try await parallel(16) { _ in
                try await shop.post("/auth/signup", Self.account, headers: key("a"))
            }
            let done = replies.filter { $0.status == 200 }
            #expect(!done.isEmpty && done.allSatisfy { $0.body == done[0].body })
            #expect(replies.allSatisfy { $0.status == 200 || $0.detail?.contains("Idempotency-Key") == true })
            #expect(try await shop.countUsers() == 2)
        }
    }

    @Test func theDescriptionTellsWhichOperationsTakeKeys() async throws {
        try await withShop { shop in
            let paths = try await shop.get("/openapi.json").json["paths"]
            for route in RouteTable(shop.backend).routes where route.documentation != nil {
                let operation = try #require(paths?[route.path]?[route.method.rawValue.lowercased()])
                let names = operation["parameters"]?.elements.compactMap { $0["name"]?.text } ?? []
                #expect(names.contains("Idempotency-Key") == route.takesKey)
                guard route.takesKey else { continue }
                let responses = operation["responses"]
                #expect(responses?["409"] != nil && responses?["422"] != nil && responses?["413"] != nil)
            }
        }
    }

    /// Whatever it is that the examples of the description get. Where refusals are not kept, they are not given again.
    @Test func everyOperationWithKeysGivesItsAnswerAgain() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let paths = try await shop.get("/openapi.json").json["paths"]
            let keyed = RouteTable(shop.backend).routes.filter { $0.takesKey && $0.mount.keepsRefusals }
            #expect(keyed.count >= 4)
            for route in keyed {
                let operation = try #require(paths?[route.path]?[route.method.rawValue.lowercased()])
                var (path, query) = (route.path, [String]())
                for parameter in operation["parameters"]?.elements ?? [] {
                    guard let name = parameter["name"]?.text, let example = parameter["example"]?.text else { continue }
                    switch parameter["in"]?.text {
                    case "path": path = path.replacingOccurrences(of: "{\(name)}", with: example)
                    case "query": query.append("\(name)=\(example)")
                    default: continue
                    }
                }
                let example = operation["requestBody"]?["content"]?["application/json"]?["example"]
                let body = example.map { String(decoding: $0.json(), as: UTF8.self) } ?? ""
                let target = path + "?" + query.joined(separator: "&")
                try #require(route.method == .post)
                let first = try await shop.post(target, body, token: admin, headers: key("a"))
                let second = try await shop.post(target, body, token: admin, headers: key("a"))
                #expect(first.status < 500 && first.status != 422, "\(target)")
                #expect(first.headers[.idempotencyReplayed] == nil)
                expectSame(second, first)
            }
        }
    }

    private func key(_ text: String) -> HTTPFields { [.idempotencyKey: text] }

    private func expectSame(_ reply: Reply, _ first: Reply, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(reply.status == first.status && reply.body == first.body, sourceLocation: sourceLocation)
        #expect(reply.headers[.idempotencyReplayed] == "true", sourceLocation: sourceLocation)
        for name in [HTTPField.Name.contentType, .contentLength, .eTag, .cacheControl] {
            #expect(reply.headers[name] == first.headers[name], sourceLocation: sourceLocation)
        }
    }
}

extension ShopClient {
    /// Puts one of the first product into a cart.
    func fillCart(of user: String) async throws {
        let reply = try await self.post("/cart/add", #"{"product_id": 1, "qty": 1}"#, token: user)
        #expect(reply.status == 200)
    }
}
