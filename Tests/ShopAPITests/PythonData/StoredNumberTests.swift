import BSON
import Carts
import Catalog
import FoundationEssentials
import MongoODM
import Orders
import Schemas
import Shop
import ShopAPI
import ShopCore
import Testing

/// Numbers that no route lets in, but another program or somebody with a shell may have stored.
@Suite struct StoredNumberTests {
    @Test(arguments: [Int64(100_000_000_000_000), .max, .min, 1001, 0, -1])
    func anImpossibleQuantityIsShownAndRefusedByName(quantity: Int64) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            try await shop.storeCart([(1, .int64(quantity)), (2, 1)], of: user)
            let cart = try await shop.get("/cart", token: user)
            let lines = cart["items"]?.elements ?? []
            #expect(cart.status == 200 && lines.map { $0["qty"]?.integer } == [Int(quantity), 1])
            #expect(lines.map { $0["line_total"] == .null } == [true, false])
            #expect(cart["total"] == lines[1]["line_total"])
            let order = try await shop.post("/checkout/create-order", "", token: user)
            #expect(order.status == 400)
            #expect(
                order.detail
                    == "The cart holds \(quantity) of product 1, where 1 to 1000 are allowed; remove it from the cart and add it again"
            )
            let rest = try await shop.post("/cart/remove", #"{"product_id": 1}"#, token: user)
            #expect(rest.status == 200 && rest["items"]?.elements.count == 1)
            #expect(try await shop.post("/checkout/create-order", "", token: user).status == 200)
        }
    }

    @Test(arguments: [Int64(0), -1, .min])
    func addingToALineThatHoldsLessThanOneBeginsItAnew(quantity: Int64) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            try await shop.storeCart([(1, .int64(quantity))], of: user)
            let cart = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 2}"#, token: user)
            #expect(cart.status == 200 && cart["items"]?.elements.map { $0["qty"]?.integer } == [2])
        }
    }

    @Test(arguments: [Int64(1001), .max])
    func addingToALineThatHoldsTooManyIsRefused(quantity: Int64) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            try await shop.storeCart([(1, .int64(quantity))], of: user)
            let reply = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 2}"#, token: user)
            #expect(reply.status == 400 && reply.detail == "A cart holds 1 to 1000 of one product")
        }
    }

    @Test(arguments: ["-0.01", "0", "-92233720368547758.07"])
    func aProductWithoutAPositivePriceIsNotForSale(price: String) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            try await shop.storeCart([(1, 1)], of: user)
            try await shop.storePrice(price, of: 1)
            let cart = try await shop.get("/cart", token: user)
            #expect(cart.status == 200 && cart["total"]?.digits == "0.00")
            #expect(cart["items"]?.elements.first?["price"] == .null)
            #expect(try await shop.post("/cart/add", #"{"product_id": 1, "qty": 1}"#, token: user).status == 404)
            let order = try await shop.post("/checkout/create-order", "", token: user)
            #expect(order.status == 400 && order.detail?.contains("Product 1 ") == true)
        }
    }

    @Test func aPriceTooLargeToBeMultipliedIsRefusedByName() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            try await shop.storeCart([(1, 2), (2, 1)], of: user)
            try await shop.storePrice("92233720368547758.07", of: 1)
            let cart = try await shop.get("/cart", token: user)
            let lines = cart["items"]?.elements ?? []
            #expect(
                cart.status == 200 && lines.first?["line_total"] == .null && cart["total"] == lines.last?["line_total"])
            let order = try await shop.post("/checkout/create-order", "", token: user)
            #expect(order.status == 400 && order.detail?.contains("product 1 ") == true)
        }
    }

    @Test func aTotalTooLargeToBeCountedIsRefused() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            try await shop.storeCart([(1, 1), (2, 1)], of: user)
            for number in [1, 2] { try await shop.storePrice("92233720368547758.07", of: number) }
            #expect(try await shop.get("/cart", token: user)["total"]?.digits == "92233720368547758.07")
            // There is no room for the tax.
            let v1 = try await shop.get("/api/v1/cart", token: user)
            #expect(v1.status == 200 && v1["total"]?.digits == "0.00")
            #expect(v1["items"]?.elements.map { $0["message_code"]?.text } == ["gone", "gone"])
            let order = try await shop.post("/checkout/create-order", "", token: user)
            #expect(
                order.status == 400 && order.detail == "The total of the cart is too large; remove something from it")
        }
    }

    @Test(arguments: [Int64(-1), 0, .min, .max])
    func anOrderOfAnImpossibleQuantityFailsAndTakesNothing(quantity: Int64) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let order = try await shop.order(1, quantity: 1, as: user)
            try await shop.update("orders", ["status": "pending"], ["$set": ["items.0.qty": .int64(quantity)]])
            let reply = try await shop.post("/payments/confirm?order_id=\(order)", "", token: user)
            #expect(reply.status == 200 && reply["status"] == "failed")
            #expect(try await shop.inventory(of: 1) == 15)
        }
    }

    @Test(arguments: [BSONValue.int64(.max), .double(1e300), "many", nil])
    func anOrderThatCanNotBeCountedAsSoldFails(sold: BSONValue) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let order = try await shop.order(1, quantity: 1, as: user)
            try await shop.update("products", ["product_id": 1], ["$set": ["sold": sold]])
            let reply = try await shop.post("/payments/confirm?order_id=\(order)", "", token: user)
            #expect(reply.status == 200 && reply["status"] == "failed")
        }
    }

    @Test(arguments: [
        BSONValue.int64(.max), .int64(.min), .double(1e300), .double(.nan), .double(1.5), "many", nil, [1], .date(.now),
    ])
    func theDoctorNamesNumbersThatAreNoneAndGoesOn(number: BSONValue) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let order = try await shop.order(2, quantity: 1, as: user)
            #expect(try await shop.post("/payments/confirm?order_id=\(order)", "", token: user)["status"] == "paid")
            _ = try await shop.order(1, quantity: 1, as: user)
            try await shop.storeCart([(1, number)], of: user)
            try await shop.update("orders", ["status": "pending"], ["$set": ["status": "paid", "items.0.qty": number]])
            for (product, field) in [(3, "inventory"), (4, "sold"), (5, "stocked")] {
                try await shop.update(
                    "products", ["product_id": .int32(Int32(product))],
                    ["$set": .document(BSONDocument([(field, number)]))])
            }
            var diagnoses: [Diagnosis] = []
            try await shop.backend.shop.doctor.examine(isMending: true, listing: 20) { diagnoses.append($0) }
            #expect(diagnoses.count == 28)
            let documents = try #require(diagnoses.first { $0.name == "documents" })
            let named = documents.faults.compactMap { $0["collection"]?.stringValue }
            let isQuantity = number == .int64(.max)
            // The greatest number is one that an order, and an inventory, may hold.
            #expect(Set(named) == (isQuantity ? ["carts"] : ["carts", "orders", "products"]))
        }
    }

    @Test(arguments: [nil, "lines", [nil], [1], [[1]]] as [BSONValue])
    func theDoctorNamesOrdersWhoseLinesAreNoneAndGoesOn(lines: BSONValue) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await shop.order(1, quantity: 1, as: user)
            try await shop.update("orders", ["status": "pending"], ["$set": ["status": "paid", "items": lines]])
            #expect(try await shop.faults()["documents"] == 1)
            #expect(try await shop.faults()["totals"] == 1)
        }
    }
}

extension ShopClient {
    /// Stores a user's cart as another program may have it.
    func storeCart(_ lines: [(productID: Int, quantity: BSONValue)], of token: String) async throws {
        let cart = try #require(try await self.get("/cart", token: token)["_id"]?.text.flatMap { ObjectID($0) })
        let items = lines.map { line -> BSONValue in
            ["product_id": .int64(Int64(line.productID)), "qty": line.quantity]
        }
        try await self.update("carts", ["_id": .objectID(cart)], ["$set": ["items": .array(items)]])
    }

    /// Stores a product's price as another program may have it.
    func storePrice(_ price: String, of productID: Int) async throws {
        let amount = try #require(Decimal128(price))
        try await self.update(
            "products", ["product_id": .int32(Int32(productID))], ["$set": ["price": .decimal128(amount)]])
    }
}
