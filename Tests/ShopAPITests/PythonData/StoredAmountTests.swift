import BSON
import MongoODM
import Schemas
import Testing

/// Amounts that another program stores as doubles while the shop runs.
@Suite struct StoredAmountTests {
    @Test(arguments: [
        (BSONValue.double(239.96999999999997), "239.97"), (.double(4.917), "4.92"), (.double(0.125), "0.12"),
        (.double(0.135), "0.14"), (.double(45), "45.00"), (.int32(20), "20.00"), (.int64(3), "3.00"),
        (.double(1e-300), "0.00"),
    ])
    func aPriceIsRoundedToCentsHalfEven(price: BSONValue, shown: String) async throws {
        try await withShop { shop in
            try await shop.update("products", ["product_id": 1], ["$set": ["price": price]])
            let list = try await shop.get("/products?product_id=1")
            #expect(list.list.first?["price"]?.digits == shown)
        }
    }

    @Test func anOrderInDoublesIsShownConfirmedAndListed() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 3, as: user)
            let amount = BSONValue.double(239.96999999999997)
            try await shop.update(
                "orders", [:], ["$set": ["total": amount, "items.0.line_total": amount, "items.0.unit_price": 79.99]])
            #expect(try await shop.get("/orders/\(id)", token: user)["total"]?.digits == "239.97")
            #expect(try await shop.get("/orders", token: user).list.first?["total"]?.digits == "239.97")
            #expect(try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)["status"] == "paid")
            let all = try await shop.get("/orders/admin/all", token: shop.admin())
            #expect(all.list.first?["total"]?.digits == "239.97")
        }
    }

    /// A look at all documents of a large collection takes its time.
    @Test func aMigrationMayTakeLongerThanARequest() async throws {
        try await MongoServer.with { server in
            try await withShop(mongodbURI: server.uri) { shop in
                try await shop.database.drop()
                try await shop.database.loadPythonShop()
                try await server.delay(next: "find", of: "\(shop.database.name).orders")
                try await shop.withAnotherInstance { other in
                    let list = try await other.get("/products")
                    #expect(list.list.isEmpty == false)
                }
            }
        }
    }
}
