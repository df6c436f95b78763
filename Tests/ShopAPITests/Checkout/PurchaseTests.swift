import HTTPTypes
import Schemas
import Testing

/// From the cart to the paid order.
@Suite struct PurchaseTests {
    @Test func aPurchase() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 2}"#, token: user)
            let order = try await shop.post("/checkout/create-order", "", token: user)
            #expect(order.status == 200 && order["status"]?.text == "pending" && order["total"]?.digits == "4999.98")
            let id = try #require(order["order_id"]?.text)
            #expect(try await shop.get("/cart", token: user)["items"] == [])
            #expect(try await shop.inventory(of: 1) == 15)
            let payment = try await shop.post("/payments/confirm?order_id=\(id)&outcome=success", "", token: user)
            #expect(payment.status == 200)
            #expect(payment["order_id"]?.text == id && payment["status"]?.text == "paid")
            #expect(try await shop.inventory(of: 1) == 13)
            #expect(try await shop.get("/products/gaming-laptop-pro")["inventory"]?.integer == 13)

            let stored = try await shop.get("/orders/\(id)", token: user)
            #expect(stored["_id"]?.text == id && stored["id"]?.text == id && stored["status"]?.text == "paid")
            #expect(stored["currency"]?.text == "usd" && stored["total"]?.digits == "4999.98")
            let line = try #require(stored["items"]?.elements.first)
            #expect(line["product_id"]?.text?.count == 24 && line["name"]?.text == "Gaming Laptop Pro")
            #expect(line["unit_price"]?.digits == "2499.99" && line["qty"]?.integer == 2)
            #expect(line["line_total"]?.digits == "4999.98")
            #expect(try await shop.get("/orders", token: user).list.count == 1)
        }
    }

    @Test func anEmptyCartMakesNoOrder() async throws {
        try await withShop { shop in
            let reply = try await shop.post("/checkout/create-order", "", token: try await shop.signUp())
            #expect(reply.status == 400 && reply.detail == "Cart is empty")
        }
    }

    @Test(arguments: [("success", "paid"), ("failure", "failed"), ("canceled", "canceled"), (nil, "paid")])
    func theOutcomeDecidesTheStatusOnce(outcome: String?, status: String) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 3, as: user)
            let query = outcome.map { "&outcome=\($0)" } ?? ""
            let first = try await shop.post("/payments/confirm?order_id=\(id)\(query)", "", token: user)
            #expect(first["status"]?.text == status)
            for other in ["success", "failure", "canceled"] {
                let again = try await shop.post("/payments/confirm?order_id=\(id)&outcome=\(other)", "", token: user)
                #expect(again.status == 200 && again["status"]?.text == status)
            }
            #expect(try await shop.inventory(of: 1) == (status == "paid" ? 12 : 15))
        }
    }

    @Test func aSnapshotKeepsThePriceOfTheOrder() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let product = try await shop.addProduct(as: admin, id: 101, slug: "lamp", price: "10.00")
            let id = try await shop.order(101, quantity: 1, as: user)
            _ = try await shop.patch(
                "/admin/products/\(product["id"]?.text ?? "")", #"{"price": 20, "name": "Dearer"}"#, token: admin)
            let order = try await shop.get("/orders/\(id)", token: user)
            #expect(order["total"]?.digits == "10.00" && order["items"]?.elements.first?["name"]?.text == "Lamp 101")
        }
    }

    @Test func oneShortLineFailsTheWholeOrder() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            for (number, inventory) in [(101, 5), (102, 1), (103, 5)] {
                _ = try await shop.addProduct(as: admin, id: number, slug: "p-\(number)", inventory: inventory)
                _ = try await shop.post("/cart/add", #"{"product_id": \#(number), "qty": 2}"#, token: user)
            }
            let id = try #require(try await shop.post("/checkout/create-order", "", token: user)["order_id"]?.text)
            let reply = try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)
            #expect(reply.status == 200 && reply["status"]?.text == "failed")
            for (number, inventory) in [(101, 5), (102, 1), (103, 5)] {
                #expect(try await shop.inventory(of: number) == inventory)
            }
        }
    }

    @Test func ordersAreTheirOwnersOnly() async throws {
        try await withShop { shop in
            let (owner, other) = (try await shop.signUp(), try await shop.signUp())
            let id = try await shop.order(1, quantity: 1, as: owner)
            #expect(try await shop.get("/orders/\(id)", token: other).status == 404)
            #expect(try await shop.post("/payments/confirm?order_id=\(id)", "", token: other).status == 404)
            #expect(try await shop.get("/orders", token: other).list.isEmpty)
            #expect(try await shop.get("/orders/\(id)", token: owner)["status"]?.text == "pending")
            for unknown in ["507f1f77bcf86cd799439011", "nonsense", "%00", "1"] {
                #expect(try await shop.get("/orders/\(unknown)", token: owner).status == 404)
                #expect(try await shop.post("/payments/confirm?order_id=\(unknown)", "", token: owner).status == 404)
            }
        }
    }

    @Test func badPaymentParametersAreNamed() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let unknown = try await shop.post(
                "/payments/confirm?order_id=507f1f77bcf86cd799439011&outcome=maybe", "", token: user)
            #expect(unknown.status == 422 && unknown.violations == ["query.outcome enum"])
            let missing = try await shop.post("/payments/confirm", "", token: user)
            #expect(missing.status == 422 && missing.violations == ["query.order_id missing"])
        }
    }

    @Test func anAdminSeesAllOrdersTheNewestFirst() async throws {
        try await withShop { shop in
            let users = [try await shop.signUp(), try await shop.signUp()]
            var ids: [String] = []
            for number in 0..<4 { ids.append(try await shop.order(number + 1, quantity: 1, as: users[number % 2])) }
            let admin = try await shop.admin()
            let all = try await shop.get("/orders/admin/all?limit=200", token: admin)
            #expect(all.list.compactMap { $0["_id"]?.text } == ids.reversed())
            #expect(try await shop.get("/orders/admin/all?skip=1&limit=2", token: admin).list.count == 2)
            #expect(try await shop.get("/orders/admin/all?limit=201", token: admin).status == 422)
            #expect(try await shop.get("/orders/admin/all", token: users[0]).status == 403)
            #expect(try await shop.get("/orders?limit=1", token: users[0]).list.count == 1)
            #expect(try await shop.get("/orders?limit=0", token: users[0]).status == 422)
        }
    }
}
