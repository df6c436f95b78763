import BSON
import HTTPTypes
import Schemas
import ShopAPI
import ShopCore
import Testing

/// `/api/v1/cart`.
@Suite struct V1CartTests {
    private func add(
        _ shop: ShopClient, _ product: String, _ quantity: Int, as user: String, path: String = "/api/v1/cart/items"
    ) async throws -> Reply {
        try await shop.post(path, #"{"product_id": \#(product), "quantity": \#(quantity)}"#, token: user)
    }

    @Test func aProductIsAddedByIdSlugOrNumber() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try #require(try await shop.get("/api/v1/products/1")["id"]?.text)
            for (index, name) in ["\"\(id)\"", "\"gaming-laptop-pro\"", "1", "\"1\""].enumerated() {
                let cart = try await self.add(shop, name, 1, as: user)
                #expect(cart.status == 201 && cart.headers[.location] == "/api/v1/cart")
                #expect(cart["total_items"]?.integer == index + 1)
            }
            #expect(try await self.add(shop, "1", 1, as: user, path: "/api/v1/cart/add").status == 201)
            let cart = try await shop.get("/api/cart", token: user)
            let line = try #require(cart["items"]?.elements.first)
            #expect(line["id"]?.text == id && line["product_id"]?.text == id && line["variant_id"] == .null)
            #expect(line["unit_price"]?.digits == "2499.99" && line["item_total"]?.digits == "12499.95")
            #expect(line["available"] == true && line["stock"]?.integer == 15 && line["message"] == .null)
            #expect(cart["subtotal"]?.digits == "12499.95" && cart["discount"]?.digits == "0.00")
            #expect(cart["_id"] == nil && cart["coupon"] == .null && cart["currency"]?.text == "usd")
        }
    }

    @Test func linesAndWishesShowThePictureThatWasUploaded() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let given = try #require(try await shop.get("/api/v1/products/1")["image"])
            func shown() async throws -> [JSONNode?] {
                let cart = try await shop.get("/api/v1/cart", token: user)
                let wishes = try await shop.get("/api/v1/wishlist", token: user)
                return [cart["items"]?.elements.last?["image"], wishes["items"]?.elements.last?["product"]?["image"]]
            }
            _ = try await self.add(shop, "1", 1, as: user)
            _ = try await shop.post("/api/v1/wishlist", #"{"product_id": 1}"#, token: user)
            #expect(try await shown() == [given, given])
            let (first, second) = (try await shop.uploaded(as: admin), try await shop.uploaded(as: admin))
            let upload: JSONNode = .string("/api/v1/images/\(first)/large")
            #expect(try await shown() == [upload, upload])
            // The primary contract knows of no uploads.
            #expect(try await shop.get("/cart", token: user)["items"]?.elements.first?["image"] == given)
            // A variant that has a picture of its own shows that.
            let small = try await shop.addVariant("S", inventory: 3, price: "10.00", as: admin)
            _ = try await shop.patch(
                "/api/v1/products/1/variants/\(small)", #"{"image_id": "\#(second)"}"#, token: admin)
            let line = #"{"product_id": 1, "variant_id": "\#(small)"}"#
            _ = try await shop.post("/api/v1/cart/items", line, token: user)
            #expect(try await shown() == [.string("/api/v1/images/\(second)/large"), upload])
        }
    }

    @Test func taxAndShippingAreAddedToTheGoods() async throws {
        try await withShop(configure: { settings in
            settings.pricing.shippingFlat = Money(minorUnits: 490)
            settings.pricing.freeShippingFrom = Money(minorUnits: 500_000)
        }) { shop in
            let user = try await shop.signUp()
            func amounts(_ cart: Reply) -> [String?] {
                ["subtotal", "discount", "shipping", "tax", "total"].map { cart[$0]?.digits }
            }
            let empty = try await shop.get("/api/v1/cart", token: user)
            #expect(amounts(empty) == ["0.00", "0.00", "0.00", "0.00", "0.00"])
            let one = try await self.add(shop, "1", 1, as: user)
            #expect(amounts(one) == ["2499.99", "0.00", "4.90", "125.00", "2629.89"])
            // Not a cent more than the sum of the lines at the root.
            #expect(try await shop.get("/cart", token: user)["total"]?.digits == "2499.99")
            let three = try await self.add(shop, "1", 2, as: user)
            #expect(amounts(three) == ["7499.97", "0.00", "0.00", "375.00", "7874.97"])
        }
    }

    @Test func bothMountsShowOneCart() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await self.add(shop, "1", 2, as: user)
            let root = try await shop.get("/cart", token: user)
            #expect(root["items"]?.elements.first?["qty"]?.integer == 2)
            _ = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 1}"#, token: user)
            #expect(try await shop.get("/api/v1/cart", token: user)["total_items"]?.integer == 3)
        }
    }

    @Test func moreThanTheStockIsAConflictThatTellsWhatIsLeft() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let first = try await self.add(shop, "1", 16, as: user)
            #expect(first.status == 409 && first["code"]?.text == "out_of_stock")
            #expect(first["available"]?.integer == 15)
            #expect(try await self.add(shop, "1", 10, as: user).status == 201)
            let sum = try await self.add(shop, "1", 6, as: user)
            #expect(sum.status == 409 && sum["available"]?.integer == 15)
            let set = try await shop.patch("/api/v1/cart/items/1", #"{"quantity": 16}"#, token: user)
            #expect(set.status == 409 && set["code"]?.text == "out_of_stock")
            #expect(try await shop.get("/api/v1/cart", token: user)["total_items"]?.integer == 10)
        }
    }

    @Test func parallelAdditionsNeverExceedTheStock() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 { group.addTask { try await self.add(shop, "1", 1, as: user).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 15 && statuses.allSatisfy { $0 == 201 || $0 == 409 })
            #expect(try await shop.get("/api/v1/cart", token: user)["total_items"]?.integer == 15)
        }
    }

    @Test(arguments: ["/api/v1/cart/items/1", "/api/v1/cart/gaming-laptop-pro"])
    func aQuantityIsSetAndZeroRemoves(path: String) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let missing = try await shop.patch(path, #"{"quantity": 1}"#, token: user)
            #expect(missing.status == 404)
            _ = try await self.add(shop, "1", 5, as: user)
            let set = try await shop.patch(path, #"{"quantity": 2}"#, token: user)
            #expect(set.status == 200 && set["total_items"]?.integer == 2)
            let removed = try await shop.patch(path, #"{"quantity": 0}"#, token: user)
            #expect(removed.status == 200 && removed["items"] == [])
        }
    }

    @Test(arguments: ["/api/v1/cart/items/1", "/api/v1/cart/1"])
    func aLineIsRemoved(path: String) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await self.add(shop, "1", 5, as: user)
            let removed = try await shop.delete(path, token: user)
            #expect(removed.status == 200 && removed["items"] == [])
        }
    }

    @Test(arguments: ["/api/v1/cart", "/api/v1/cart/clear", "/api/cart"])
    func aCartIsCleared(path: String) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            #expect(try await shop.delete(path, token: user).status == 204)
            _ = try await self.add(shop, "1", 5, as: user)
            let cleared = try await shop.delete(path, token: user)
            #expect(cleared.status == 204 && cleared.body.isEmpty)
            #expect(try await shop.get("/api/v1/cart", token: user)["items"] == [])
        }
    }

    @Test func aLineTellsWhyItCannotBeBought() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            for product in ["1", "2", "3", "4"] { _ = try await self.add(shop, product, 2, as: user) }
            _ = try await shop.patch("/api/v1/products/1", #"{"inventory": 1}"#, token: admin)
            _ = try await shop.patch("/api/v1/products/2", #"{"inventory": 0}"#, token: admin)
            _ = try await shop.delete("/api/v1/products/3", token: admin)
            let cart = try await shop.get("/api/v1/cart", token: user)
            let lines = cart["items"]?.elements ?? []
            #expect(lines.map { $0["message_code"]?.text } == ["low_stock", "out_of_stock", "gone", nil])
            #expect(lines.map { $0["available"] } == [false, false, false, true])
            #expect(cart["subtotal"] == lines.last?["item_total"])
            let gone = try #require(lines[2]["id"]?.text)
            #expect(gone == "3" && lines[2]["product_id"] == .null)
            #expect(try await shop.delete("/api/v1/cart/items/\(gone)", token: user)["items"]?.elements.count == 3)
        }
    }

    @Test func aLineTellsThatItsPriceHasChangedAndReadingLeavesItSo() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            for product in ["1", "2"] { _ = try await self.add(shop, product, 2, as: user) }
            _ = try await shop.patch("/api/v1/products/1", #"{"price": 1999.99}"#, token: admin)
            let stored = try await shop.documents("carts")
            for _ in 0..<2 {
                let cart = try await shop.get("/api/v1/cart", token: user)
                let lines = cart["items"]?.elements ?? []
                #expect(lines.map { $0["message_code"]?.text } == ["price_changed", nil])
                #expect(lines.first?["message"]?.text == "The price has changed from 2499.99 to 1999.99")
                #expect(lines.first?["available"] == true && lines.first?["item_total"]?.digits == "3999.98")
                #expect(cart["subtotal"]?.digits == "4699.96", "\(cart.text)")
            }
            #expect(try await shop.documents("carts") == stored)
            // The primary contract has no word for it.
            let line = try await shop.get("/cart", token: user)["items"]?.elements.first
            guard case .object(let fields) = line else { return }
            #expect(fields.map(\.key) == ["product_id", "qty", "name", "price", "image", "line_total"])
        }
    }

    @Test(arguments: [
        ("PATCH", "/api/v1/cart/items/1", #"{"quantity": 2}"#),
        ("POST", "/api/v1/cart/items", #"{"product_id": 1}"#),
        ("POST", "/cart/add", #"{"product_id": 1, "qty": 1}"#),
        ("POST", "/api/v1/cart/sync", #"{"items": [{"product_id": 1, "quantity": 3}]}"#),
        ("POST", "/api/v1/cart/sync", #"{"items": [{"product_id": 1, "quantity": 1}], "mode": "replace"}"#),
    ])
    func aLineThatIsChangedHasSeenThePriceOfNow(method: String, path: String, body: String) async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await self.add(shop, "1", 2, as: user)
            _ = try await shop.patch("/api/v1/products/1", #"{"price": 1999.99}"#, token: admin)
            func code() async throws -> String? {
                let cart = try await shop.get("/api/v1/cart", token: user)
                return cart["items"]?.elements.first?["message_code"]?.text
            }
            #expect(try await code() == "price_changed")
            let reply = try await shop.send(try #require(.init(rawValue: method)), path, body, token: user)
            #expect([200, 201].contains(reply.status))
            #expect(try await code() == nil)
        }
    }

    /// Another program stores lines without one, or something else in its place.
    @Test(arguments: [nil, "much", 7] as [BSONValue])
    func aLineThatNoPriceOrAnotherThingWasStoredWithIsALine(price: BSONValue) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await self.add(shop, "1", 2, as: user)
            try await shop.update("carts", [:], ["$set": ["items.0.seen_price": price]])
            let line = try await shop.get("/api/v1/cart", token: user)["items"]?.elements.first
            #expect(line?["quantity"]?.integer == 2 && line?["available"] == true)
            #expect(line?["message_code"]?.text == (price == 7 ? "price_changed" : nil))
        }
    }

    @Test func whoChangesACartThatWasChangedIsToldSo() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await self.add(shop, "1", 5, as: user)
            let read = try await shop.get("/api/v1/cart", token: user)
            let tag: HTTPFields = [.ifMatch: try #require(read.headers[.eTag])]
            let line = "/api/v1/cart/items/1"
            let set = try await shop.patch(line, #"{"quantity": 2}"#, token: user, headers: tag)
            #expect(set.status == 200 && set.headers[.eTag] != read.headers[.eTag])
            for reply in [
                try await shop.patch(line, #"{"quantity": 3}"#, token: user, headers: tag),
                try await shop.delete(line, token: user, headers: tag),
                try await shop.delete("/api/v1/cart", token: user, headers: tag),
                try await shop.post("/api/v1/cart/items", #"{"product_id": 1}"#, token: user, headers: tag),
            ] { #expect(reply.status == 412 && reply.detail != nil) }
            #expect(try await shop.get("/api/v1/cart", token: user).body == set.body)
            let fresh: HTTPFields = [.ifMatch: try #require(set.headers[.eTag])]
            #expect(try await shop.delete(line, token: user, headers: fresh)["items"] == [])
            #expect(try await shop.delete("/api/v1/cart", token: user, headers: [.ifMatch: "*"]).status == 204)
        }
    }

    @Test func ofParallelChangesOfTheSameCartOneIsDone() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let read = try await self.add(shop, "1", 1, as: user)
            let tag: HTTPFields = [.ifMatch: try #require(read.headers[.eTag])]
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for quantity in 2...9 {
                    group.addTask {
                        try await shop.patch(
                            "/api/v1/cart/items/1", #"{"quantity": \#(quantity)}"#, token: user, headers: tag
                        ).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } == 1 && statuses.count { $0 == 412 } == 7)
        }
    }

    @Test func aLineWhoseProductIsGoneIsNotTakenForAProductWithItsNumberAsSlug() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await shop.addProduct(as: admin, id: 101, slug: "3")
            for product in ["3", "101"] { _ = try await self.add(shop, product, 1, as: user) }
            try await shop.removeForGood("3", as: admin)
            let removed = try await shop.delete("/api/v1/cart/items/3", token: user)
            #expect(removed["items"]?.elements.map { $0["slug"]?.text } == ["3"])
            _ = try await shop.addProduct(as: admin, id: 102, slug: "007")
            for product in ["7", "102"] { _ = try await self.add(shop, product, 1, as: user) }
            let others = try await shop.delete("/api/v1/cart/items/007", token: user)
            #expect(others["items"]?.elements.contains { $0["slug"]?.text == "007" } == false)
            #expect(others["items"]?.elements.count == 2)
        }
    }

    @Test func aCartIsItsUsersOwn() async throws {
        try await withShop { shop in
            let (user, other) = (try await shop.signUp(), try await shop.signUp())
            _ = try await self.add(shop, "1", 1, as: user)
            #expect(try await shop.get("/api/v1/cart", token: other)["items"] == [])
            #expect(try await shop.patch("/api/v1/cart/items/1", #"{"quantity": 5}"#, token: other).status == 404)
            #expect(try await shop.delete("/api/v1/cart", token: other).status == 204)
            #expect(try await shop.get("/api/v1/cart", token: user)["total_items"]?.integer == 1)
            #expect(try await shop.get("/api/v1/cart").status == 401)
        }
    }

    @Test(arguments: [
        ("{}", ["body.product_id missing"]),
        (#"{"product_id": true, "quantity": 0}"#, ["body.product_id string_type", "body.quantity greater_than_equal"]),
        (#"{"product_id": 1.5}"#, ["body.product_id int_from_float"]),
        (#"{"product_id": 1, "quantity": 1001}"#, ["body.quantity less_than_equal"]),
    ])
    func badFieldsAreNamed(body: String, violations: [String]) async throws {
        try await withShop { shop in
            let reply = try await shop.post("/api/v1/cart/items", body, token: try await shop.signUp())
            #expect(reply.status == 422 && reply.violations == violations)
        }
    }
}
