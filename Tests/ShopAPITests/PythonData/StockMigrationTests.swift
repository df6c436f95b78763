import BSON
import MongoODM
import Shop
import ShopAPI
import Testing

/// Books of products that know nothing of reservations and variants.
@Suite struct StockMigrationTests {
    @Test func productsOfBeforeBeginToCountWhatIsReserved() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let order = try await shop.order(1, quantity: 2, as: user)
            _ = try await shop.post("/payments/confirm?order_id=\(order)", "", token: user)
            try await shop.update("products", [:], ["$unset": ["reserved": "", "variants": ""]])
            _ = try await shop.backend.shop.migrator.down(to: 8)
            for _ in 0..<2 {
                _ = try await shop.backend.shop.migrator.up()
                // As the start does.
                try await shop.backend.shop.createIndexes()
                let products = try await shop.documents("products")
                #expect(products.allSatisfy { $0["reserved"]?.intValue == 0 })
                #expect(try await shop.books(of: 1) == [13, 0, 2, 15])
                #expect(try await shop.faults() == [:])
            }
        }
    }

    @Test func theWayBackLeavesTheSum() async throws {
        try await withShop { shop in
            let variant: BSONValue = [
                "_id": .objectID(ObjectID()), "sku": "S", "options": ["size": "S"], "inventory": 9, "reserved": 2,
                "sold": 4, "stocked": 15, "is_active": true,
            ]
            try await shop.update(
                "products", ["product_id": 1],
                ["$set": ["variants": [variant], "inventory": 9, "reserved": 2, "sold": 4, "stocked": 15]])
            #expect(try await shop.faults()["variants"] == nil)
            _ = try await shop.backend.shop.migrator.down(to: 8)
            let product = try #require(try await shop.documents("products", where: ["product_id": 1]).first)
            #expect(product["variants"] == nil && product["reserved"] == nil)
            #expect(try await shop.books(of: 1) == [11, 0, 4, 15])
        }
    }
}
