import BSON
import Foundation
import HTTPTypes
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// Orders without an account: the cart of a visitor, and the token that opens what became of it.
@Suite(.timeLimit(.minutes(30)))
struct GuestOrderTests {
    private static let path = "/api/v1/orders"

    @Test func aGuestOrdersTheCartAndFollowsTheOrder() async throws {
        try await withShop { shop in
            let cart = try await shop.visitorsCart(quantity: 2)
            let address = #", "shipping_address": \#(ShopClient.berlin)"#
            let placed = try await shop.order(cart, by: " Ann@Bücher.example", address)
            #expect(placed.status == 201, "\(placed.text)")
            let id = try #require(placed["id"]?.text)
            #expect(placed.headers[.location] == "\(Self.path)/\(id)" && placed.headers[.cacheControl] == "no-store")
            #expect(placed["user_id"] == .null && placed["email"] == "ann@xn--bcher-kva.example")
            #expect(placed["status"] == "pending" && placed["total"]?.digits == "5249.98")
            #expect(placed["shipping_address"]?["city"] == "Berlin")
            #expect(try await shop.get("/api/v1/cart", headers: cart)["items"] == [])
            let token: HTTPFields = [.orderToken: try #require(placed["order_token"]?.text)]
            let number = try #require(placed["number"]?.text)
            for name in [id, number, number.lowercased()] {
                let shown = try await shop.get("\(Self.path)/\(name)", headers: token)
                #expect(shown.status == 200 && shown["id"]?.text == id && shown["order_token"] == nil)
                #expect(shown.headers[.eTag] == placed.headers[.eTag])
            }
            #expect(try await shop.get("\(Self.path)/\(id)/invoice", headers: token).status == 409)
            let admin = try await shop.admin()
            #expect(try await shop.move(id, to: "confirmed", as: admin).status == 200)
            let track = try await shop.get("\(Self.path)/\(id)/track", headers: token)
            #expect(track["events"]?.elements.first?["status"] == "placed" && track["status"] == "confirmed")
            let invoice = try await shop.get("\(Self.path)/\(id)/invoice", headers: token)
            #expect(invoice.status == 200 && invoice.headers[.contentType] == "application/pdf")
            let found = try await shop.get("/api/v1/admin/orders?q=Ann@B%C3%BCcher.example", token: admin)
            #expect(found["items"]?.elements.compactMap { $0["id"]?.text } == [id])
            #expect(try await shop.faults() == [:])
            // Nothing of the token is stored.
            let stored = "\(try await shop.documents("orders"))"
            #expect(!stored.contains(placed["order_token"]?.text?.split(separator: ".").last ?? ""))
        }
    }

    @Test func whatAGuestCanNotGiveIsRefused() async throws {
        try await withShop(configure: { $0.requiresShippingAddress = true }) { shop in
            let cart = try await shop.visitorsCart()
            let refused = [
                ("{}", ["body.email missing"]), (#"{"email": "ann"}"#, ["body.email value_error"]),
                (
                    #"{"items": [{"product_id": 1}], "address_id": "507f1f77bcf86cd799439011"}"#,
                    ["body.items value_error", "body.address_id value_error", "body.email missing"]
                ),
                (#"{"email": "a@example.com", "items": []}"#, ["body.items value_error"]),
                (#"{"email": "a@example.com"}"#, ["body.shipping_address missing"]),
            ]
            for (body, violations) in refused {
                let reply = try await shop.post(Self.path, body, headers: cart)
                #expect(reply.status == 422 && reply.violations == violations, "\(body): \(reply.text)")
            }
            let whole = #"{"email": "a@example.com", "shipping_address": \#(ShopClient.berlin)}"#
            let user = try await shop.signUp()
            let both = try await shop.post(Self.path, whole, token: user, headers: cart)
            #expect(both.status == 422 && both.violations == ["body.email value_error"])
            #expect(try await shop.post(Self.path, whole).status == 401)
            #expect(try await shop.post(Self.path, whole, token: "wrong", headers: cart).status == 401)
            let gone = try await shop.post(Self.path, whole, headers: [.cartToken: "unknown"])
            #expect(gone.status == 404 && gone["code"] == "cart_gone")
            #expect(try await shop.documents("orders").isEmpty)
            #expect(try await shop.post(Self.path, whole, headers: cart).status == 201)
            let empty = try await shop.post(Self.path, whole, headers: cart)
            #expect(empty.status == 422 && empty.violations == ["body.items cart_empty"])
        }
    }

    /// Each route that a token opens, with all that opens nothing.
    @Test(arguments: ["", "/track", "/invoice"]) func aTokenOpensItsOrderAlone(route: String) async throws {
        try await withShop { shop in
            let (order, other) = (try await shop.guestOrder(), try await shop.guestOrder("bo@example.com"))
            let (user, admin) = (try await shop.signUp("ann@example.com"), try await shop.admin())
            #expect(try await shop.move(order.id, to: "confirmed", as: admin).status == 200)
            let path = order.path + route
            #expect(try await shop.get(path, headers: order.token).status == 200)
            var old = try await shop.storedOrder(order.id)
            old.createdAt -= OrderTokens.lifetime + 1
            var others = old
            others.createdAt = .now
            others.id = ObjectID()
            let tokens = OrderTokens(secrets: [shop.settings.jwtSecret])
            let token = try #require(order.token[.orderToken])
            let parts = token.split(separator: ".")
            let later = "\(parts[0]).\((Int(parts[1]) ?? 0) + 1).\(parts[2])"
            let wrong = [
                try #require(tokens.token(for: old)), try #require(tokens.token(for: others)), later, "x", "..",
                "\(token).", try #require(other.token[.orderToken]),
                try #require(OrderTokens(secrets: ["another"]).token(for: old)),
            ]
            for text in wrong {
                let reply = try await shop.get(path, headers: [.orderToken: text])
                #expect(reply.status == 404 && reply.detail == "Order not found", "\(text): \(reply.text)")
            }
            #expect(try await shop.get(path, token: user).status == 404)
            #expect(try await shop.get(path, token: admin).status == 200)
            // A login comes first.
            #expect(try await shop.get(path, token: user, headers: order.token).status == 404)
            #expect(try await shop.get(path, token: "wrong", headers: order.token).status == 401)
            for fields: HTTPFields in [[:], [.orderToken: ""], [.cartToken: "x"]] {
                #expect(try await shop.get(path, headers: fields).status == 401)
            }
            // Nor does it open what is an account's.
            let owned = try await shop.order(1, quantity: 1, as: user)
            #expect(try await shop.get("\(Self.path)/\(owned)\(route)", headers: order.token).status == 404)
            #expect(try await shop.get("/api/v1/orders", headers: order.token).status == 401)
            #expect(try await shop.get("/orders/\(order.id)", headers: order.token).status == 401)
        }
    }

    @Test func aTokenIsGoodAfterTheSecretWasReplaced() async throws {
        try await withShop { shop in
            let order = try await shop.guestOrder()
            try await shop.withAnotherInstance(configure: {
                $0.previousJWTSecret = $0.jwtSecret
                $0.jwtSecret = "another secret"
            }) { other in
                let shown = try await other.get(order.path, headers: order.token)
                #expect(shown.status == 200)
            }
        }
    }

    @Test func aRequestThatComesAgainGetsTheSameTokenAndIsItsCartsAlone() async throws {
        try await withShop { shop in
            let (cart, others) = (try await shop.visitorsCart(), try await shop.visitorsCart())
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            func order(_ cart: HTTPFields) async throws -> Reply {
                var fields = cart
                fields.append(contentsOf: key)
                return try await shop.order(fields, by: "ann@example.com")
            }
            let first = try await order(cart)
            #expect(first.status == 201 && first["order_token"]?.text != nil)
            try await shop.fill(cart)
            let again = try await order(cart)
            #expect(again.status == 201 && again.body == first.body)
            #expect(again.headers[.init("Idempotency-Replayed")!] == "true")
            let other = try await order(others)
            #expect(other.status == 201 && other["id"] != first["id"])
            #expect(try await shop.documents("orders").count == 2)
            let kept = try await shop.documents("idempotency_keys")
            #expect(kept.count == 2)
            for token in [cart[.cartToken], others[.cartToken], first["order_token"]?.text] {
                let token = try #require(token)
                #expect(!"\(kept)".contains(token))
            }
        }
    }

    @Test func ofCheckoutsAtOnceOneMakesAnOrder() async throws {
        try await withShop { shop in
            for _ in 0..<5 {
                let cart = try await shop.visitorsCart()
                let replies = try await parallel(8) { _ in try await shop.order(cart, by: "ann@example.com") }
                #expect(replies.count { $0.status == 201 } == 1, "\(replies.map(\.text))")
                #expect(replies.allSatisfy { [201, 409, 422].contains($0.status) })
            }
            #expect(try await shop.documents("orders").count == 5)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func whatACartGetsWhileItIsOrderedIsInTheOrderOrInTheCart() async throws {
        try await withShop { shop in
            for _ in 0..<5 {
                let cart = try await shop.visitorsCart(2)
                async let placed = shop.order(cart, by: "ann@example.com")
                async let filled: Void = shop.fill(cart, 3)
                let order = try await placed
                try await filled
                #expect(order.status == 201, "\(order.text)")
                let ordered = order["items"]?.elements.count ?? 0
                let left = try await shop.get("/api/v1/cart", headers: cart)["items"]?.elements.count ?? 0
                #expect(ordered + left == 2)
            }
        }
    }

    @Test func usesOfACouponCountByTheAddress() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let coupon = try await shop.addCoupon("ONCE", #""max_uses_per_user": 1"#, as: admin)
            let byCart = try await shop.visitorsCart()
            #expect(try await shop.post("/api/v1/cart/coupon", #"{"code": "once"}"#, headers: byCart).status == 200)
            let first = try await shop.order(byCart, by: "Ann@example.com")
            #expect(first.status == 201 && first["coupon"]?["code"] == "ONCE", "\(first.text)")
            let cart = try await shop.visitorsCart()
            let again = try await shop.order(cart, by: "ann@EXAMPLE.com", #", "coupon": "ONCE""#)
            #expect(again.status == 409 && again["code"] == "coupon_used_up", "\(again.text)")
            _ = try await shop.guestOrder("bo@example.com", #", "coupon": "ONCE""#)
            #expect(try await shop.uses(of: coupon, as: admin) == 2)
            #expect(!"\(try await shop.documents("coupon_users"))".contains("example.com"))
            // Who asks for several at once gets one.
            let carts = try await parallel(4) { _ in try await shop.visitorsCart() }
            let several = try await parallel(4) {
                try await shop.order(carts[$0], by: "cy@example.com", #", "coupon": "ONCE""#)
            }
            #expect(several.count { $0.status == 201 } == 1, "\(several.map(\.text))")
            // What comes to nothing is given back.
            let id = try #require(first["id"]?.text)
            #expect(try await shop.move(id, to: "cancelled", as: admin).status == 200)
            #expect(try await shop.order(cart, by: "ann@example.com", #", "coupon": "ONCE""#).status == 201)
            #expect(try await shop.uses(of: coupon, as: admin) == 3)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func theSecretOfAPaymentIsItsBuyersAlone() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let (guests, users) = (try await shop.guestOrder(), try await shop.order(1, quantity: 1, as: user))
            let orders = Repository<Order>(shop.database)
            func giveSecret(_ id: String) async throws {
                let id = try #require(ObjectID(id))
                try await orders.updateOne(\.id == id, .set(\.payment.clientSecret, "pi_1_secret"))
            }
            for id in [users, guests.id] { try await giveSecret(id) }
            func secret(_ path: String, token: String? = nil, headers: HTTPFields = [:]) async throws -> JSONNode? {
                try await shop.get(path, token: token, headers: headers)["payment"]?["client_secret"]
            }
            let path = "\(Self.path)/\(users)"
            #expect(try await secret(path, token: user) == "pi_1_secret")
            #expect(try await secret(guests.path, headers: guests.token) == "pi_1_secret")
            for path in [path, guests.path] { #expect(try await secret(path, token: admin) == .null) }
            for (list, token) in [("orders", user), ("admin/orders", admin), ("users/me/export", user)] {
                #expect(try await !shop.get("/api/v1/\(list)", token: token).text.contains("pi_1"), "\(list)")
            }
            // An admin's own order has one tag, whichever way it is read.
            let admins = try await shop.order(1, quantity: 1, as: admin)
            try await giveSecret(admins)
            let own = "\(Self.path)/\(admins)"
            let tag = try #require(try await shop.get(own, token: admin).headers[.eTag])
            let moved = try await shop.patch(
                "\(own)/status", #"{"status": "confirmed"}"#, token: admin, headers: [.ifMatch: tag])
            #expect(moved.status == 200 && moved["payment"]?["client_secret"] == .null)
            for id in [users, guests.id] { #expect(try await shop.move(id, to: "confirmed", as: admin).status == 200) }
            #expect(try await secret(path, token: user) == .null)
            #expect(try await secret(guests.path, headers: guests.token) == .null)
        }
    }

    @Test func aTokenIsLookedUpByOneQuestion() async throws {
        try await withShop(configure: { $0.isRedisEnabled = false }) { shop in
            let order = try await shop.guestOrder()
            for route in ["", "/track"] {
                let questions = try await shop.questions {
                    let shown = try await shop.get(order.path + route, headers: order.token)
                    #expect(shown.status == 200)
                }
                #expect(questions.count == 1, "\(questions)")
                let none = try await shop.questions {
                    let refused = try await shop.get(order.path + route, headers: [.orderToken: "x"])
                    #expect(refused.status == 404)
                }
                #expect(none.isEmpty, "\(none)")
            }
        }
    }
}
