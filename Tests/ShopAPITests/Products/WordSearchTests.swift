import BSON
import Foundation
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Catalog
@testable import Shop

@Suite struct WordSearchTests {
    private func search(_ text: String, _ further: String = "", in shop: ShopClient) async throws -> [String] {
        let query = try #require(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let reply = try await shop.get("/api/v1/products/search?q=\(query)\(further)")
        #expect(reply.status == 200, "\(reply.text)")
        return reply["items"]?.elements.compactMap { $0["slug"]?.text } ?? []
    }

    private func add(_ product: String, as admin: String, in shop: ShopClient) async throws -> String {
        let reply = try await shop.post("/api/v1/products", product, token: admin)
        #expect(reply.status == 201, "\(reply.text)")
        return try #require(reply["id"]?.text)
    }

    /// Products that only the database knows of, as many as it takes.
    private func store(_ products: [Product], in shop: ShopClient) async throws {
        let repository = shop.backend.shop.products
        try await repository.vocabulary.note(products.map(\.words))
        try await repository.products.createMany(products)
        await shop.backend.shop.catalog.forgetAll()
    }

    @Test func aChangeOfNameTagsOrDescriptionCountsAtOnce() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let id = try await self.add(
                #"{"name": "Zebra Quilt", "slug": "q", "price": 5, "tags": ["velvet"], "description": "Striped"}"#,
                as: admin, in: shop)
            for text in ["zebra", "quilt velvet", "striped zebra", "zebar", "velvt", "stripe"] {
                #expect(try await self.search(text, in: shop) == ["q"], "\(text)")
            }
            for (change, gone, found) in [
                (#"{"name": "Giraffe Quilt"}"#, "zebra", "girafe velvet striped"),
                (#"{"tags": ["cotton"]}"#, "velvet", "giraffe coton striped"),
                (#"{"description": "Spotted"}"#, "striped", "giraffe cotton spottd"),
                (#"{"description": null}"#, "spotted", "giraffe cotton"),
                (#"{"is_active": false}"#, "giraffe", ""), (#"{"is_active": true}"#, "spotted", "giraffe"),
            ] {
                #expect(try await shop.patch("/api/v1/products/\(id)", change, token: admin).status == 200)
                #expect(try await self.search(gone, in: shop) == [], "\(change)")
                if !found.isEmpty { #expect(try await self.search(found, in: shop) == ["q"], "\(change)") }
            }
            #expect(try await shop.delete("/api/v1/products/\(id)", token: admin).status == 204)
            #expect(try await self.search("giraffe", in: shop) == [])
            #expect(try await shop.post("/api/v1/products/\(id)/restore", "", token: admin).status == 200)
            #expect(try await self.search("girafe", in: shop) == ["q"])
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func aSearchHasTheFiltersAndOrdersOfTheList() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            for product in [
                #"{"name": "Zebra", "price": 5, "category": "Fashion"}"#,
                #"{"name": "Lamp one", "price": 5, "description": "zebra", "category": "Electronics"}"#,
                #"{"name": "Zebra lamp", "price": 5, "category": "Electronics"}"#,
                #"{"name": "Lamp two", "price": 5, "tags": ["zebra"], "is_featured": true}"#,
            ] { _ = try await self.add(product, as: admin, in: shop) }
            #expect(try await self.search("zebra", in: shop) == ["zebra", "zebra-lamp", "lamp-two", "lamp-one"])
            #expect(
                try await self.search("zebra", "&sort=newest", in: shop) == [
                    "lamp-two", "zebra-lamp", "lamp-one", "zebra",
                ])
            #expect(try await self.search("zebra", "&category=electronics", in: shop) == ["zebra-lamp", "lamp-one"])
            #expect(try await self.search("zebra", "&featured=true", in: shop) == ["lamp-two"])
            #expect(try await self.search("zebra", "&page=2&page_size=3", in: shop) == ["lamp-one"])
            #expect(try await self.search("  ", "&page_size=2", in: shop) == ["lamp-two", "zebra-lamp"])
            let list = try await shop.get("/api/v1/products?q=zebra")
            #expect(list["items"]?.elements.first?["slug"]?.text == "lamp-two" && list["total"]?.integer == 4)
            let ranked = try await shop.get("/api/v1/products?search=zebra&sort=relevance")
            #expect(ranked["items"]?.elements.first?["slug"]?.text == "zebra")
            #expect(try await shop.get("/api/v1/products?sort=relevance")["total"]?.integer == 24)
            let long = String(repeating: "a", count: 201)
            #expect(try await shop.get("/api/v1/products/search?q=\(long)").violations == ["query.q string_too_long"])
            #expect(try await shop.get("/api/v1/products/search?q=a&sort=x").violations == ["query.sort enum"])
            #expect(try await shop.get("/api/v1/products/suggest?q=\(long)").violations == ["query.q string_too_long"])
        }
    }

    @Test func productsWithOneNewWordAreAddedAtOnce() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let ids = try await parallel(16) { number in
                try await self.add(#"{"name": "Okapi \#(number)", "price": 5}"#, as: admin, in: shop)
            }
            #expect(Set(ids).count == 16)
            #expect(try await shop.documents("search_words", where: ["_id": "okapi"]).count == 1)
            #expect(try await self.search("okpai", in: shop).count == 16)
        }
    }

    @Test func wordsThatNoProductHasAnyMoreAreSweptAndThoseInUseStay() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let vocabulary = shop.backend.shop.products.vocabulary
            func isKnown(_ word: String) async throws -> Bool { try await vocabulary.words.get(word) != nil }
            let id = try await self.add(#"{"name": "Okapi", "slug": "okapi", "price": 5}"#, as: admin, in: shop)
            _ = try await self.add(#"{"name": "Quagga", "price": 5}"#, as: admin, in: shop)
            #expect(try await shop.delete("/api/v1/products/\(id)", token: admin).status == 204)
            for _ in 0..<2 { try await vocabulary.sweep(unusedFor: 0) }
            // It may be restored.
            #expect(try await isKnown("okapi"))
            #expect(try await shop.delete("/admin/products/\(id)", token: admin).status == 200)
            try await vocabulary.sweep(unusedFor: 0)
            #expect(try await isKnown("okapi"))
            // One that is wanted again between two sweeps is there as if nothing had been.
            let again = try await self.add(#"{"name": "Okapi", "slug": "okapi", "price": 5}"#, as: admin, in: shop)
            try await vocabulary.sweep(unusedFor: 0)
            #expect(try await vocabulary.words.get("okapi")?.unusedSince == nil)
            #expect(try await self.search("okpai", in: shop) == ["okapi"])
            #expect(try await shop.delete("/admin/products/\(again)", token: admin).status == 200)
            try await vocabulary.sweep(unusedFor: 3600)
            try await vocabulary.sweep(unusedFor: 3600)
            #expect(try await isKnown("okapi"))
            try await vocabulary.sweep(unusedFor: 0)
            let (okapi, quagga) = (try await isKnown("okapi"), try await isKnown("quagga"))
            #expect(!okapi && quagga)
        }
    }

    @Test func theDoctorFindsAndMendsWordsThatAreNotThoseOfTheTexts() async throws {
        try await withShop { shop in
            let products: [BSONValue] = [
                ["q": ["product_id": 1], "u": ["$set": ["search_words": ["okapi"]]]],
                ["q": ["product_id": 2], "u": ["$unset": ["search_name_words": ""]]],
                ["q": ["product_id": 3], "u": ["$set": ["name": "Okapi"]]],
            ]
            try await shop.database.run(["update": "products", "updates": .array(products)])
            try await shop.database.run([
                "delete": "search_words", "deletes": [["q": ["_id": "mattress"], "limit": 1]],
            ])
            #expect(try await shop.faults()["words"] == 4)
            try await shop.backend.shop.doctor.examine(isMending: true, listing: 3) { _ in }
            #expect(try await shop.faults()["words"] == nil)
            await shop.backend.shop.catalog.forgetAll()
            #expect(try await self.search("gaming laptp", in: shop) == ["gaming-laptop-pro"])
            #expect(try await self.search("okpai", in: shop) == ["4k-smart-tv-55"])
            #expect(try await self.search("matress", in: shop) == ["memory-foam-mattress"])
        }
    }

    @Test func productsOfBeforeAreFoundAfterTheMigrationAndAllGoesWithIt() async throws {
        try await withShop { shop in
            let migrator = shop.backend.shop.migrator
            let fields = ["search_words", "search_name_words", "search_name"]
            let before = try await shop.documents("products")
            #expect(try await migrator.down(to: 9) == [20, 19, 17, 16, 15, 12, 11, 10])
            for product in try await shop.documents("products") {
                #expect(fields.allSatisfy { product[$0] == nil })
            }
            #expect(try await shop.documents("search_words").isEmpty)
            let document: BSONValue = [
                "product_id": 101, "name": "Zebra rug", "slug": "zebra", "price": 10, "is_active": true, "tags": 5,
            ]
            try await shop.database.run(["insert": "products", "documents": [document]])
            #expect(try await migrator.up() == [10, 11, 12, 15, 16, 17, 19, 20])
            let after = try await shop.documents("products")
            for product in before {
                let other = after.first { $0["_id"] == product["_id"] }
                #expect(fields.allSatisfy { product[$0] != nil && other?[$0] == product[$0] })
                #expect(other?["revision"] == product["revision"])
            }
            #expect(after.last?["search_words"] == ["zebra", "rug"])
            await shop.backend.shop.catalog.forgetAll()
            #expect(try await self.search("laptp", in: shop).first == "gaming-laptop-pro")
        }
    }

    @Test func aSearchReadsLittleMoreThanAPage() async throws {
        try await withShop { shop in
            let repository = shop.backend.shop.products
            var lamps = Self.lamps(3000)
            lamps[100].name = "Zebra lamp"
            try await self.store(lamps, in: shop)
            for (text, found, most) in [
                ("lamp", 20, 22), ("wooden lamp", 20, 40), ("lampe wooden", 20, 40), ("okapi", 0, 0),
                ("okapi lamp", 0, 0),
                ("lamp 1234", 1, 2), ("lamp colour7", 20, 22), ("woodne", 20, 40), ("zebar", 1, 2),
                ("zebar lamp", 1, 2),
            ] {
                let terms = try await repository.rarestFirst(
                    try #require(try await SearchWords(products: repository).resolve(text)))
                let plan = try await repository.products.explain(
                    ProductRepository.query(terms), sort: ProductOrder.newest.sort, limit: 20)
                #expect(plan.found == found, "\(text): \(plan)")
                #expect(plan.documentsExamined <= most, "\(text): \(plan)")
                #expect(!plan.stages.contains("SORT"), "\(text): \(plan)")
                if found < 20 { #expect(plan.index?.hasPrefix("search_words_1_") == true, "\(text): \(plan)") }
            }
        }
    }

    @Test func relevanceRanksAThousandAndPagesEndThere() async throws {
        try await withShop { shop in
            var lamps = Self.lamps(1500)
            lamps[0].name = "Wooden lamp"
            lamps[1].name = "Thing"
            lamps[1].description = "A wooden lamp"
            for place in 2..<600 { (lamps[place].name, lamps[place].tags) = ("Thing \(place)", ["wooden lamp"]) }
            try await self.store(lamps, in: shop)
            let first = try await shop.get("/api/v1/products/search?q=wooden+lamp&page_size=100")
            #expect(first["items"]?.elements.first?["slug"]?.text == "lamp-0")
            #expect(first["total"]?.integer == 1500 && first["has_next"] == true)
            let names = first["items"]?.elements.compactMap { $0["name"]?.text } ?? []
            #expect(names.count == 100 && names.allSatisfy { !$0.hasPrefix("Thing") })
            let last = try await shop.get("/api/v1/products/search?q=wooden+lamp&page_size=100&page=10")
            #expect(last["items"]?.elements.count == 100 && last["has_next"] == false)
            let beyond = try await shop.get("/api/v1/products/search?q=wooden+lamp&page_size=100&page=11")
            #expect(beyond["items"] == [] && beyond["total"]?.integer == 1500 && beyond["has_next"] == false)
        }
    }

    /// The newest last.
    private static func lamps(_ count: Int) -> [Product] {
        (0..<count).map { number in
            Product(
                productID: 1000 + number, name: "Wooden lamp \(number)", slug: "lamp-\(number)",
                description: "Colour\(number % 10)", price: Money(minorUnits: 100),
                createdAt: Date(timeIntervalSince1970: 1_700_000_000 + Double(number)))
        }
    }
}
