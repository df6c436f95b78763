import BSON
import MongoODM
import Schemas
import Shop
import ShopAPI
import TestSupport
import Testing

/// Categories of the texts that the Python app has stored.
@Suite struct CategoryMigrationTests {
    @Test func textsBecomeCategoriesAndBack() async throws {
        try await withPythonShop { shop in
            let texts = try await shop.database.documents("products", ["category": ["$type": "string"]])
            let names = Set(texts.compactMap { $0["category"]?.stringValue?.lowercased() })
            let categories = try await shop.database.documents("categories")
            #expect(Set(categories.compactMap { $0["name_key"]?.stringValue }) == names)
            #expect(categories.count == names.count && names.count > 1)
            for product in texts {
                let id = try #require(product["category_id"])
                let category = categories.first { $0["_id"] == id }
                #expect(category?["name_key"]?.stringValue == product["category"]?.stringValue?.lowercased())
                #expect(product["category_ids"] == .array([id]))
            }
            #expect(try await shop.faults()["categories"] == nil)
            _ = try await shop.backend.shop.migrator.down(to: 6)
            let before = try await shop.database.documents("products")
            #expect(before.allSatisfy { $0["category_id"] == nil && $0["category_ids"] == nil })
            #expect(try await shop.faults()["categories"] == texts.count)
            _ = try await shop.backend.shop.migrator.up()
            // The categories that were left are found again.
            #expect(try await shop.database.documents("categories").count == names.count)
            #expect(try await shop.faults()["categories"] == nil)
        }
    }

    @Test func moreProductsThanOneBatchAreAllPlaced() async throws {
        try await withShop { shop in
            _ = try await shop.backend.shop.migrator.down(to: 6)
            let products = (1...501).map { number -> BSONValue in
                [
                    "product_id": .int64(Int64(1000 + number)), "name": "Spade", "slug": .string("spade-\(number)"),
                    "price": 5, "category": .string(number == 501 ? "Last" : "Garden"), "is_active": true,
                ]
            }
            try await shop.database.run(["insert": "products", "documents": .array(products)])
            _ = try await shop.backend.shop.migrator.up()
            #expect(try await shop.faults()["categories"] == nil)
            for (name, count) in [("garden", 500), ("last", 1)] {
                #expect(try await shop.get("/api/v1/products?category=\(name)")["total"]?.integer == count)
            }
            _ = try await shop.backend.shop.migrator.down(to: 6)
            #expect(try await shop.database.documents("products", ["category_ids": ["$exists": true]]).isEmpty)
        }
    }

    @Test func theDoctorPlacesWhatOtherProgramsAdd() async throws {
        try await withShop { shop in
            let product: BSONValue = [
                "product_id": 900, "name": "Spade", "slug": "spade", "price": 5, "category": "Garden",
                "is_active": true,
            ]
            try await shop.database.run(["insert": "products", "documents": [product]])
            #expect(try await shop.faults()["categories"] == 1)
            try await shop.backend.shop.doctor.examine(isMending: true, listing: 3) { _ in }
            #expect(try await shop.faults()["categories"] == nil)
            #expect(try await shop.get("/api/v1/products/spade")["category"]?["slug"] == "garden")
        }
    }
}
