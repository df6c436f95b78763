import Accounts
import BSON
import Foundation
import HTTPTypes
import MongoODM
import Schemas
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Catalog

/// The fields by which lists find products follow from these, whoever changes them.
@Suite struct FilterFieldsTests {
    private static let path = "/api/v1/products/1"

    private func total(_ query: String, _ shop: ShopClient) async throws -> Int? {
        try await shop.get("/api/v1/products?\(query)")["total"]?.integer
    }

    @Test func everyChangeOfAProductIsListedAtOnce() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let changes: [(String, String)] = [
                (#"{"name": "Zebra"}"#, "q=zebra&sort=name"), (#"{"price": 1.23}"#, "min_price=1.23&max_price=1.23"),
                (#"{"tags": ["Nachtlicht"]}"#, "tag=nachtlicht"),
                (#"{"is_featured": true}"#, "featured=true&tag=nachtlicht"),
                (#"{"discount": {"type": "fixed", "value": 0.23}}"#, "max_price=1"),
                (#"{"inventory": 3}"#, "in_stock=true&tag=nachtlicht"),
                (#"{"category": null, "vendor_id": null}"#, "tag=nachtlicht&max_price=1"),
            ]
            for (change, query) in changes {
                #expect(try await shop.patch(Self.path, change, token: admin).status == 200)
                #expect(try await self.total(query, shop) == 1, "\(query)")
                #expect(try await shop.faults() == [:], "\(change)")
            }
            // The last pair has its size no more.
            let variant = try await shop.addVariant("M", inventory: 2, as: admin)
            #expect(try await self.total("option.SIZE=m", shop) == 1)
            let off = try await shop.patch(Self.path + "/variants/\(variant)", #"{"is_active": false}"#, token: admin)
            #expect(off.status == 200)
            #expect(try await self.total("option.size=M", shop) == 0)
            // It has two pieces, and none that can be bought.
            #expect(try await self.total("in_stock=true&tag=nachtlicht", shop) == 0)
            #expect(try await shop.faults() == [:])
            #expect(try await shop.delete(Self.path, token: admin).status == 204)
            #expect(try await self.total("tag=nachtlicht", shop) == 0)
            #expect(try await shop.faults() == [:])
            #expect(try await shop.post(Self.path + "/restore", "", token: admin).status == 200)
            #expect(try await self.total("tag=nachtlicht", shop) == 1)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func aChangeCountsOnce() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let before = try #require(try await shop.get(Self.path)["revision"]?.integer)
            let changed = try await shop.patch(Self.path, #"{"price": 5, "inventory": 7}"#, token: admin)
            #expect(changed["revision"]?.integer == before + 1)
            #expect(try await shop.get(Self.path).json == changed.json)
        }
    }

    @Test func aMovedCategoryTakesItsProductsAlong() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let new = try await shop.addCategory("New", as: admin)
            let before = try await self.total("category=electronics", shop)
            let moved = try await shop.patch(
                "/api/v1/categories/electronics", #"{"parent_id": "\#(new)"}"#, token: admin)
            #expect(moved.status == 200)
            try await shop.followCategories()
            #expect(try await self.total("category=\(new)", shop) == before)
            #expect(try await self.total("category=electronics&sort=price", shop) == before)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func productsOfOtherProgramsAreListedSoon() async throws {
        try await withShop { shop in
            let document: BSONValue = [
                "product_id": 101, "name": "Zebra rug", "slug": "zebra", "price": 10, "is_active": true,
                "tags": ["striped"],
            ]
            let broken: BSONValue = ["product_id": 102, "slug": "broken", "is_active": true, "price": "none"]
            try await shop.database.run(["insert": "products", "documents": [document, broken]])
            try await eventually { try await self.total("tag=striped&max_price=10", shop) == 1 }
            try await eventually { try await self.total("", shop) == 21 }
            #expect(try await shop.faults()["filters"] == nil)
        }
    }

    @Test func theDoctorFindsAndMendsWhatDoesNotFollow() async throws {
        try await withShop { shop in
            let broken: [(String, BSONValue)] = [
                ("filter_keys", ["a"]), ("filter_price", .null), ("filter_name", "x"), ("filter_options", ["x"]),
                ("filter_until", .date(Date(timeIntervalSinceNow: 1e6))), ("filter_variants", .null),
            ]
            for (index, (field, value)) in broken.enumerated() {
                let update: BSONValue = [
                    "q": ["product_id": .int32(Int32(index + 1))],
                    "u": ["$set": .document(BSONDocument([(field, value)]))],
                ]
                try await shop.database.run(["update": "products", "updates": [update]])
            }
            #expect(try await shop.faults() == ["filters": broken.count])
            let invariant = FiltersInvariant(products: shop.backend.shop.catalog.products)
            #expect(try await invariant.mend() == broken.count)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func theMigrationGoesForthAndBack() async throws {
        try await withShop { shop in
            let migrator = shop.backend.shop.migrator
            let lists = ["sort=name", "category=electronics&sort=price", "in_stock=true&sort=-price"]
            let before = try await self.pages(lists, shop)
            let stored = try await shop.documents("products")
            #expect(try await migrator.down(to: 9) == [20, 19, 17, 16, 15, 12, 11, 10])
            #expect(
                try await shop.documents("products").allSatisfy {
                    $0.fields.allSatisfy { !$0.key.hasPrefix("filter_") }
                })
            // As an older version has it.
            try await shop.database.run([
                "createIndexes": "products",
                "indexes": [
                    [
                        "key": ["is_active": 1, "created_at": -1, "_id": -1],
                        "name": "is_active_1_created_at_-1__id_-1",
                    ]
                ],
            ])
            #expect(try await migrator.up() == [10, 11, 12, 15, 16, 17, 19, 20])
            #expect(try await shop.indexNames()["products"]?.contains("is_active_1_created_at_-1__id_-1") == false)
            // As the start does.
            try await shop.backend.shop.createIndexes()
            await shop.backend.shop.catalog.forgetAll()
            #expect(try await self.pages(lists, shop) == before)
            #expect(try await shop.faults() == [:])
            // Nothing else of a product has changed.
            let afterwards = try await shop.documents("products")
            #expect(afterwards.map { $0["revision"] } == stored.map { $0["revision"] })
            #expect(afterwards.map { $0["updated_at"] } == stored.map { $0["updated_at"] })
        }
    }

    private func pages(_ lists: [String], _ shop: ShopClient) async throws -> [JSONNode] {
        var pages: [JSONNode] = []
        for list in lists { pages.append(try await shop.get("/api/v1/products?\(list)").json) }
        return pages
    }

    @Test func aDiscountCountsInFiltersAndOrdersFromItsMomentOn() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let dearest = "/api/v1/products?sort=-price&page_size=1"
            let cheap = "/api/v1/products?max_price=2&sort=name"
            let facets = "/api/v1/products?facets=true&page_size=1"
            let first = try await shop.get(dearest)["items"]?.elements.first?["id"]?.text
            let id = try #require(first)
            #expect(try await shop.get(cheap)["total"]?.integer == 0)
            try await shop.withAnotherInstance { other in
                var (ahead, wasServedBefore) = (0.6, false)
                while !wasServedBefore {
                    let moment = Date(
                        timeIntervalSince1970: ((Date.now.timeIntervalSince1970 + ahead) * 1000).rounded() / 1000)
                    let text = moment.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
                    let discount = #"{"discount": {"type": "percentage", "value": 99.99, "starts_at": "\#(text)"}}"#
                    #expect(try await shop.patch("/api/v1/products/\(id)", discount, token: admin).status == 200)
                    while Date.now < moment + 0.3 {
                        for instance in [shop, other] {
                            let asked = Date.now
                            let total = try await instance.get(cheap)["total"]?.integer
                            let top = try await instance.get(dearest)["items"]?.elements.first?["id"]?.text
                            let lowest = try await instance.get(facets)["facets"]?["price"]?.elements.first?["from"]?
                                .digits
                            if asked >= moment {
                                #expect(total == 1 && top != id && lowest == "0.20")
                            } else if Date.now < moment {
                                #expect(total == 0 && top == id)
                                wasServedBefore = true
                            }
                        }
                    }
                    // Where the machine is busy with anything, the moment must be farther away.
                    ahead *= 2
                    _ = try await shop.patch("/api/v1/products/\(id)", #"{"discount": null}"#, token: admin)
                }
            }
            #expect(try await shop.get(cheap)["total"]?.integer == 0)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func manyPricesThatChangeAtOnceAreCarriedOver() async throws {
        try await withShop { shop in
            let soon = Date(timeIntervalSinceNow: 1)
            let discount = Discount(kind: .fixed, value: ExactDecimal(coefficient: 1, exponent: 0), startsAt: soon)
            let products = Repository<Product>(shop.database)
            try await products.createMany(
                (1000..<2300).map { number in
                    Product(
                        productID: number, name: "Lamp", slug: "lamp-\(number)",
                        price: Money(minorUnits: Int64(number)),
                        discount: discount)
                })
            await shop.backend.shop.catalog.forgetAll()
            try await eventually { Date.now > soon }
            #expect(try await shop.get("/api/v1/products?max_price=21.99&min_price=9")["total"]?.integer == 1300)
            #expect(try await shop.faults()["filters"] == nil)
        }
    }

    @Test func aRatingsKeysFollowIt() async throws {
        try await withShop { shop in
            let products = Repository<Product>(shop.database)
            let ratings = [(5, 5.0), (9, 4.5), (13, 4.33), (14, 4.25), (0, 0.0)]
            for (index, (sum, average)) in ratings.enumerated() {
                let rating: BSONValue = [
                    "sum": .int32(Int32(sum)), "count": .int32(sum == 0 ? 0 : 2), "average": .double(average),
                ]
                try await products.updateOne(
                    \.productID == index + 1,
                    Pipeline().stage(["$set": ["rating": ["$literal": rating]]]).settingRatingKeys())
            }
            #expect(try await shop.faults()["filters"] == nil)
            await shop.backend.shop.catalog.forgetAll()
            #expect(try await self.total("min_rating=4.3", shop) == 3)
        }
    }
}
