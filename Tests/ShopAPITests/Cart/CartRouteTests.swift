import HTTPTypes
import Schemas
import Testing

@Suite struct CartRouteTests {
    @Test func aNewCartIsEmpty() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let cart = try await shop.get("/cart", token: user)
            #expect(cart.status == 200 && cart["items"] == [] && cart["total"]?.digits == "0.00")
            #expect(cart["_id"]?.text?.count == 24 && cart["user_id"]?.text?.count == 24)
            #expect(try await shop.get("/cart", token: user)["_id"] == cart["_id"])
        }
    }

    @Test func linesCarryWhatAPageShows() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 2}"#, token: user)
            _ = try await shop.post("/cart/add", #"{"product_id": 5, "qty": 1}"#, token: user)
            let cart = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 1}"#, token: user)
            #expect(cart.status == 200)
            let lines = try #require(cart["items"]).elements
            #expect(lines.map { $0["product_id"]?.integer } == [1, 5])
            #expect(lines.map { $0["qty"]?.integer } == [3, 1])
            #expect(lines[0]["name"]?.text == "Gaming Laptop Pro" && lines[0]["price"]?.digits == "2499.99")
            #expect(lines[0]["line_total"]?.digits == "7499.97" && lines[0]["image"]?.text?.hasPrefix("https") == true)
            let price = try #require(lines[1]["price"]?.digits.flatMap { ExactDecimal($0) }?.scaled(to: 2))
            #expect(cart["total"]?.digits.flatMap { ExactDecimal($0) }?.scaled(to: 2) == 749_997 + price)
        }
    }

    @Test func removingTakesTheWholeLine() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 5}"#, token: user)
            for _ in 0..<2 {
                let cart = try await shop.post("/cart/remove", #"{"product_id": 1}"#, token: user)
                #expect(cart.status == 200 && cart["items"] == [])
            }
            #expect(try await shop.post("/cart/remove", #"{"product_id": 999}"#, token: user).status == 404)
        }
    }

    @Test func onlyActiveProductsCanBeAdded() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await shop.addProduct(as: shop.admin(), id: 101, slug: "hidden", extra: "\"is_active\": false")
            for number in [101, 999] {
                let reply = try await shop.post("/cart/add", #"{"product_id": \#(number), "qty": 1}"#, token: user)
                #expect(reply.status == 404 && reply.detail == "Product not found")
            }
        }
    }

    @Test func aProductThatIsGoneStaysAsALineWithoutPrice() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let product = try await shop.addProduct(as: admin, id: 101, slug: "short-lived")
            _ = try await shop.post("/cart/add", #"{"product_id": 101, "qty": 1}"#, token: user)
            _ = try await shop.delete("/admin/products/\(product["id"]?.text ?? "")", token: admin)
            let cart = try await shop.get("/cart", token: user)
            #expect(cart["items"]?.elements.first?["name"] == .null && cart["total"]?.digits == "0.00")
            #expect(try await shop.post("/checkout/create-order", "", token: user).status == 400)
            #expect(try await shop.post("/cart/remove", #"{"product_id": 101}"#, token: user)["items"] == [])
        }
    }

    @Test(arguments: [
        (#"{"product_id": 1, "qty": 0}"#, ["body.qty greater_than"]),
        (#"{"product_id": 1, "qty": -1}"#, ["body.qty greater_than"]),
        (#"{"product_id": 1, "qty": 1000000}"#, ["body.qty less_than_equal"]),
        (#"{"product_id": "1", "qty": 1.5}"#, ["body.product_id int_type", "body.qty int_from_float"]),
        (#"{"qty": null}"#, ["body.qty int_type", "body.product_id missing"]),
        (#"{"product_id": 1, "qty": 99999999999999999999}"#, ["body.qty int_parsing_size"]),
    ])
    func badQuantitiesAreNamed(body: String, violations: [String]) async throws {
        try await withShop { shop in
            let reply = try await shop.post("/cart/add", body, token: try await shop.signUp())
            #expect(reply.status == 422 && reply.violations == violations)
        }
    }

    @Test func aLineHoldsAThousandAtMost() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            #expect(try await shop.post("/cart/add", #"{"product_id": 1, "qty": 1000}"#, token: user).status == 200)
            let reply = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 1}"#, token: user)
            #expect(reply.status == 400)
            #expect(try await shop.get("/cart", token: user)["items"]?.elements.first?["qty"]?.integer == 1000)
        }
    }
}
