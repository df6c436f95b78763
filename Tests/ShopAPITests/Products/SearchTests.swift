import BSON
import Foundation
import MongoODM
import Schemas
import ShopAPI
import TestSupport
import Testing

@testable import Catalog
@testable import Shop
@testable import ShopCore

@Suite struct SearchTests {
    private static let names = [
        (101, "Zebra Rug (XL) 50% off", "\"Wall \\u0026 Floor\""), (102, "Été brûlé, crème", "\"Maison\""),
        (103, "日本の茶碗", "null"), (104, "ΣΟΦΟΣ 300 \u{212A}", "\"\\u017Fumma\""), (105, "a.b*c[d]^e$f|g\\\\h", "null"),
    ]

    private func withProducts(_ body: @Sendable (ShopClient, _ admin: String) async throws -> Void) async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            for (number, name, category) in Self.names {
                let reply = try await shop.post(
                    "/admin/products",
                    """
                    {"product_id": \(number), "name": "\(name)", "slug": "p-\(number)", "price": 1, "category": \(category)}
                    """, token: admin)
                #expect(reply.status == 200 && reply["search_grams"] == nil)
            }
            try await body(shop, admin)
        }
    }

    private func search(_ text: String, in shop: ShopClient) async throws -> [Int] {
        let query = try #require(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let reply = try await shop.get("/products?limit=100&q=\(query)")
        #expect(reply.status == 200)
        #expect(reply.list.allSatisfy { $0["search_grams"] == nil })
        return reply.list.compactMap { $0["product_id"]?.integer }
    }

    @Test func anyPartOfANameOrCategoryFindsIt() async throws {
        try await self.withProducts { shop, _ in
            let expected: [(String, [Int])] = [
                ("ZEB", [101]), ("bra rug", [101]), ("Rug (X", [101]), ("(xl)", [101]),
                ("50% OFF", [101]), ("ll & fl", [101]), ("zebra rug (xl) 50% off", [101]), ("zebra rugs", []),
                ("été", [102]), ("ÉTÉ BRÛLÉ", [102]), ("e\u{301}te\u{301}", []), ("É", [102]), ("maison", [102]),
                ("茶", [103]), ("本の茶碗", [103]), ("茶本", []), ("σοφο", [104]), ("σοφος", [104]), ("σοφοσ", [104]),
                ("300 k", [104]), ("summa", [104]), ("SUMMA", [104]), ("a.b", [105]), ("a.b*c[d]^e$f|g\\h", [105]),
                ("axb", []), (".*", []), ("\\", [105]), ("zq", []), ("~", []),
            ]
            for (text, numbers) in expected {
                let found = try await self.search(text, in: shop)
                #expect(found == numbers, "\(text)")
            }
        }
    }

    @Test func searchesFindWhatTheRegularExpressionAloneFinds() async throws {
        try await self.withProducts { shop, _ in
            let products = Repository<Product>(shop.backend.mongo.defaultDatabase)
            let all = try await products.find(sort: ProductRepository.listOrder)
            var random = SeededRandom(seed: 7)
            for _ in 0..<150 {
                let scalars = Array((all.randomElement(using: &random)?.name ?? "").unicodeScalars)
                let start = Int.random(in: scalars.indices, using: &random)
                let part = scalars[start..<Int.random(in: start + 1...scalars.count, using: &random)]
                let text = String(String.UnicodeScalarView(part))
                let expected = try await products.find(
                    \.isActive == true && (.contains(\.name, text) || .contains(\.category, text)),
                    sort: ProductRepository.listOrder
                ).map(\.productID)
                #expect(!expected.isEmpty)
                let found = try await self.search(text, in: shop)
                #expect(found == expected, "\(text)")
            }
        }
    }

    @Test func aChangeOfNameOrCategoryMovesAProductBetweenSearches() async throws {
        try await self.withProducts { shop, admin in
            let product = try await shop.get("/products/p-101")
            let path = "/admin/products/\(try #require(product["_id"]?.text))"
            #expect(try await shop.patch(path, #"{"name": "Quilt Zéro"}"#, token: admin).status == 200)
            #expect(try await self.search("zebra", in: shop) == [])
            #expect(try await self.search("quilt", in: shop) == [101])
            #expect(try await self.search("wall & floor", in: shop) == [101])
            #expect(try await shop.patch(path, #"{"category": "Ceiling"}"#, token: admin).status == 200)
            #expect(try await self.search("wall & floor", in: shop) == [])
            #expect(try await self.search("ceiling", in: shop) == [101])
            // The same to Swift, and another text.
            #expect(try await shop.patch(path, #"{"name": "Quilt Ze\u0301ro"}"#, token: admin).status == 200)
            #expect(try await self.search("ze\u{301}ro", in: shop) == [101])
            #expect(try await self.search("z\u{E9}ro", in: shop) == [])
            #expect(try await shop.patch(path, #"{"category": null, "price": 2}"#, token: admin).status == 200)
            #expect(try await self.search("ceiling", in: shop) == [])
            #expect(try await self.search("quilt", in: shop) == [101])
            #expect(try await shop.delete(path, token: admin).status == 200)
            #expect(try await self.search("quilt", in: shop) == [])
        }
    }

    @Test func aSearchLooksAtLittleMoreThanWhatItFinds() async throws {
        try await withShop { shop in
            let repository = ProductRepository(Collections(shop.backend.mongo.defaultDatabase))
            try await repository.products.createMany(
                (1000..<3000).map { number in
                    Product(
                        productID: number, name: "Wooden lamp no. \(number)", slug: "lamp-\(number)",
                        price: Money(minorUnits: 100), category: "Light")
                })
            for (text, found) in [
                ("no. 1234", 1), ("zq", 0), ("~", 0), ("lamp no. 99", 0), ("woodenn lamp", 0), ("light", 20), ("o", 20),
                ("Wooden lamp no. 1", 20), ("amp", 20), ("été", 0),
            ] {
                let query = try await repository.searchQuery(text, productID: nil)
                let plan = try await repository.products.explain(query, sort: ProductRepository.listOrder, limit: 20)
                #expect(plan.found == found, "\(text)")
                #expect(plan.documentsExamined <= found + 20, "\(text): \(plan)")
                #expect(plan.index?.hasPrefix("is_active_1_") == true && !plan.stages.contains("SORT"), "\(text)")
                if found < 20 { #expect(plan.index == "is_active_1_search_grams_1_product_id_1", "\(text)") }
            }
        }
    }

    @Test func productsOfOtherProgramsAreFoundBeforeAndAfterTheMigration() async throws {
        try await withShop { shop in
            let database = shop.backend.mongo.defaultDatabase
            let products = Repository<Product>(database)
            let migrator = shop.backend.shop.migrator
            let document: BSONValue = [
                "product_id": 101, "name": "Zebra rug", "slug": "zebra",
                "price": 10,
                "is_active": true,
            ]
            try await database.run(["insert": "products", "documents": [document]])
            #expect(try await self.search("bra ru", in: shop) == [101])
            let asSeeded = try await self.grams(in: database)
            #expect(try await migrator.down(to: 1) == [20, 19, 17, 16, 15, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2])
            let without = try await products.count(.lacks(Product.searchGrams))
            #expect(without == 21)
            #expect(try await self.search("bra rug", in: shop) == [101])
            #expect(try await self.search("laptop pro", in: shop) == [1])
            #expect(try await migrator.up() == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 17, 19, 20])
            #expect(try await products.count(.lacks(Product.searchGrams)) == 0)
            #expect(try await self.search("zebra ru", in: shop) == [101])
            let afterwards = try await self.grams(in: database)
            #expect(afterwards.filter { $0.key != 101 } == asSeeded)
            #expect(afterwards[101]?.contains("bra r") == true)
        }
    }

    /// What is stored, by the product's number.
    private func grams(in database: MongoDatabase) async throws -> [Int: [String]] {
        let reply = try await database.run(["find": "products", "filter": ["search_grams": ["$exists": true]]])
        let products = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.compactMap(\.documentValue) ?? []
        return Dictionary(
            uniqueKeysWithValues: products.map { product in
                let grams = product["search_grams"]?.arrayValue?.compactMap(\.stringValue) ?? []
                return (product["product_id"]?.intValue ?? 0, grams)
            })
    }

    @Test func theServerTakesNoScalarsForEqualThatAreTakenForDifferent() async throws {
        try await withShop { shop in
            let letters = Repository<Letter>(shop.backend.mongo.defaultDatabase)
            let cased = (1...0x10FFFF).compactMap { Unicode.Scalar(UInt32($0)) }.filter { scalar in
                let properties = scalar.properties
                return properties.isCased || properties.changesWhenLowercased || properties.changesWhenUppercased
                    || properties.changesWhenCaseFolded || SearchGrams.folded(scalar) != scalar
            }
            try await letters.createMany(cased.map { Letter($0) })
            #expect(cased.count > 2500)
            // One after the other: each looks at all of them, and thousands at once would wait too long.
            for letter in cased.map({ Letter($0) }) {
                let missed = try await letters.count(.contains(\.text, letter.text) && \.folded != letter.folded)
                #expect(missed == 0, "\(letter.text)")
            }
        }
    }
}

/// A letter, and what searches make of it.
private struct Letter: Document {
    var id = ObjectID()
    var text: String
    var folded: Int

    static let schema = Schema("letters", Letter.init(id:text:folded:)) {
        Field("_id", \.id)
        Field("text", \.text)
        Field("folded", \.folded)
    }

    init(id: ObjectID, text: String, folded: Int) {
        (self.id, self.text, self.folded) = (id, text, folded)
    }

    init(_ scalar: Unicode.Scalar) {
        self.init(id: ObjectID(), text: String(scalar), folded: Int(SearchGrams.folded(scalar).value))
    }
}
