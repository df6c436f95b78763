import HTTPTypes
import Schemas
import Testing

/// `/api/v1/orders`, `/api/v1/admin/orders` and `/api/v1/payments`.
@Suite struct V1OrderTests {
    private func order(_ shop: ShopClient, _ quantity: Int = 1, as user: String) async throws -> Reply {
        let body = #"{"product_id": 1, "quantity": \#(quantity)}"#
        #expect(try await shop.post("/api/v1/cart/items", body, token: user).status == 201)
        let order = try await shop.post("/api/v1/orders", "", token: user)
        #expect(order.status == 201)
        return order
    }

    @Test func aPurchase() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let order = try await self.order(shop, 2, as: user)
            let id = try #require(order["id"]?.text)
            #expect(order.headers[.location] == "/api/v1/orders/\(id)" && order["_id"] == nil)
            #expect(order["status"]?.text == "pending" && order["payment"]?["status"]?.text == "pending")
            #expect(order["subtotal"]?.digits == "4999.98" && order["total"]?.digits == "5249.98")
            #expect(order["tax"]?.digits == "250.00" && order["currency"]?.text == "usd")
            let line = try #require(order["items"]?.elements.first)
            #expect(line["quantity"]?.integer == 2 && line["item_total"]?.digits == "4999.98")
            #expect(line["product_id"] == (try await shop.get("/api/v1/products/1"))["id"])
            #expect(try await shop.get("/api/v1/cart", token: user)["items"] == [])

            let paid = try await shop.post("/api/v1/payments/confirm?order_id=\(id)", "", token: user)
            #expect(paid.status == 200)
            #expect(paid["order_id"]?.text == id && paid["status"]?.text == "confirmed")
            #expect(paid["payment"]?["status"]?.text == "paid")
            let shown = try await shop.get("/api/v1/orders/\(id)", token: user)
            #expect(shown["status"]?.text == "confirmed" && shown["payment"]?["status"]?.text == "paid")
            #expect(try await shop.get("/orders/\(id)", token: user)["status"]?.text == "paid")
            #expect(try await shop.inventory(of: 1) == 13)
        }
    }

    @Test(arguments: [("failure", "failed", "failed"), ("canceled", "cancelled", "canceled")])
    func anUnpaidOrderEnds(outcome: String, status: String, payment: String) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await self.order(shop, as: user)["id"]?.text ?? ""
            let ended = try await shop.post("/api/payments/confirm?order_id=\(id)&outcome=\(outcome)", "", token: user)
            #expect(ended["status"]?.text == status && ended["payment"]?["status"]?.text == payment)
        }
    }

    @Test func anEmptyCartIsInvalid() async throws {
        try await withShop { shop in
            let reply = try await shop.post("/api/v1/orders", "", token: try await shop.signUp())
            #expect(reply.status == 422 && reply.violations == ["body.items cart_empty"])
        }
    }

    @Test func anOrderThatCostsWhatIsExpectedIsMade() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await shop.post("/api/v1/cart/items", #"{"product_id": 1, "quantity": 2}"#, token: user)
            let body = #"{"expected_total": 5249.98, "payment_method": "card", "items": null, "comment": "x"}"#
            let order = try await shop.post("/api/v1/orders", body, token: user)
            #expect(order.status == 201 && order["total"]?.digits == "5249.98")
        }
    }

    @Test func anOrderThatCostsSomethingElseIsNotMade() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await shop.post("/api/v1/cart/items", #"{"product_id": 1, "quantity": 2}"#, token: user)
            let product = try await shop.patch("/api/v1/products/1", #"{"price": 2600}"#, token: admin)
            let reply = try await shop.post("/api/v1/orders", #"{"expected_total": 5249.98}"#, token: user)
            #expect(reply.status == 409 && reply["code"]?.text == "price_changed")
            #expect(reply["total"]?.digits == "5460.00")
            let item = try #require(reply["items"]?.elements.first)
            #expect(item["product_id"] == product["id"] && item["variant_id"] == .null)
            #expect(item["price"]?.digits == "2600.00")
            #expect(try await shop.get("/api/v1/orders", token: user)["total"]?.integer == 0)
            #expect(try await shop.get("/api/v1/cart", token: user)["total_items"]?.integer == 2)
        }
    }

    @Test(arguments: [
        (#""payment_method": "shells""#, ["body.payment_method enum"]),
        (#""payment_token": "tok_gold""#, ["body.payment_token unknown_payment_token"]),
        (#""payment_token": 1"#, ["body.payment_token string_type"]),
        (#""expected_total": "a lot""#, ["body.expected_total decimal_type"]),
    ])
    func whatAnOrderCannotHeedIsRefused(fields: String, violations: [String]) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await shop.post("/api/v1/cart/items", #"{"product_id": 1}"#, token: user)
            let reply = try await shop.post("/api/v1/orders", "{\(fields)}", token: user)
            #expect(reply.status == 422 && reply.violations == violations)
            #expect(try await shop.get("/api/v1/cart", token: user)["total_items"]?.integer == 1)
        }
    }

    @Test func ordersComeInPagesOfWhichTheNewestComeFirst() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            var ids: [String] = []
            for _ in 0..<3 { ids.append(try await self.order(shop, as: user)["id"]?.text ?? "") }
            let page = try await shop.get("/api/v1/orders?page_size=2", token: user)
            #expect(page["items"]?.elements.compactMap { $0["id"]?.text } == [ids[2], ids[1]])
            #expect(page["total"]?.integer == 3 && page["has_next"] == true)
            let last = try await shop.get("/api/v1/orders?page_size=2&page=2", token: user)
            #expect(last["items"]?.elements.compactMap { $0["id"]?.text } == [ids[0]] && last["has_next"] == false)
        }
    }

    @Test func anotherUsersOrderIsNotThere() async throws {
        try await withShop { shop in
            let (user, other) = (try await shop.signUp(), try await shop.signUp())
            let id = try await self.order(shop, as: user)["id"]?.text ?? ""
            #expect(try await shop.get("/api/v1/orders/\(id)", token: other).status == 404)
            #expect(try await shop.post("/api/v1/payments/confirm?order_id=\(id)", "", token: other).status == 404)
            #expect(try await shop.get("/api/v1/orders", token: other)["total"]?.integer == 0)
            #expect(try await shop.get("/api/v1/orders/\(id)", token: user)["status"]?.text == "pending")
            for path in ["/api/v1/orders/x", "/api/v1/orders/ffffffffffffffffffffffff"] {
                #expect(try await shop.get(path, token: user).status == 404)
            }
        }
    }

    @Test func adminsSeeAllOrders() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let order = try await self.order(shop, as: user)
            let page = try await shop.get("/api/v1/admin/orders", token: admin)
            #expect(page["items"]?.elements == [order.json] && page["total"]?.integer == 1)
            #expect(try await shop.get("/api/v1/admin/orders", token: user).status == 403)
            #expect(try await shop.get("/api/v1/admin/orders").status == 401)
        }
    }

    @Test func repeatedRequestsAreDoneOnce() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            // A refusal is not kept.
            #expect(try await shop.post("/api/v1/orders", "", token: user, headers: key).status == 422)
            _ = try await shop.post("/api/v1/cart/items", #"{"product_id": 1}"#, token: user)
            let first = try await shop.post("/api/v1/orders", "", token: user, headers: key)
            let again = try await shop.post("/api/v1/orders", "", token: user, headers: key)
            #expect(first.status == 201 && again.status == 201 && again.body == first.body)
            let path = "/api/v1/payments/confirm?order_id=\(first["id"]?.text ?? "")"
            let paid = try await shop.post(path, "", token: user, headers: key)
            let paidAgain = try await shop.post(path, "", token: user, headers: key)
            #expect(paid.status == 200 && paidAgain.body == paid.body)
            #expect(paidAgain.headers[.init("Idempotency-Replayed")!] == "true")
            #expect(try await shop.get("/api/v1/orders", token: user)["total"]?.integer == 1)
            #expect(try await shop.inventory(of: 1) == 14)
        }
    }
}
