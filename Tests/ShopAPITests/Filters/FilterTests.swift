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

/// Filters and orders of `GET /api/v1/products`, compared with what the products are.
@Suite struct FilterTests {
    /// A filter as a client writes it, and whether a product fulfils it.
    private struct Filter: Sendable {
        let query: String
        let holds: @Sendable (Product) -> Bool
    }

    private static func hasVariant(_ product: Product, _ options: [String: Set<String>]) -> Bool {
        product.variants.contains { variant in
            variant.isActive
                && options.allSatisfy { name, values in variant.options[name].map(values.contains) == true }
        }
    }

    private static func filters(_ shelf: FilteredShelf, _ categories: [Catalog.Category]) -> [[Filter]] {
        let vendor = shelf.products.lazy.compactMap(\.vendorID).first!
        let now = Date.now
        return [
            [
                Filter(query: "category=\(categories[0].slug)") { $0.categoryIDs.contains(categories[0].id) },
                Filter(query: "category_id=\(categories[1].id)") { $0.categoryIDs.contains(categories[1].id) },
            ],
            [
                Filter(query: "tag=ETE") { $0.tags.contains("été") },
                Filter(query: "tag=led&tag=sale") { $0.tags.contains("led") && $0.tags.contains("sale") },
            ],
            [
                Filter(query: "min_price=20&max_price=50") { (2000...5000).contains($0.price(at: now).minorUnits) },
                Filter(query: "min_price=9.5") { $0.price(at: now).minorUnits >= 950 },
                Filter(query: "max_price=123.45") { $0.price(at: now).minorUnits <= 12_345 },
                Filter(query: "min_price=30&max_price=30.99") { (3000...3099).contains($0.price(at: now).minorUnits) },
            ],
            [Filter(query: "in_stock=true") { $0.availableInventory > 0 }],
            [
                Filter(query: "featured=true") { $0.isFeatured }, Filter(query: "featured=false") { !$0.isFeatured },
            ],
            [
                Filter(query: "min_rating=4") { $0.rating.average >= 4 },
                Filter(query: "min_rating=3.55") { $0.rating.average >= 3.55 },
            ],
            [Filter(query: "vendor=\(vendor)") { $0.vendorID == vendor }],
            [
                Filter(query: "option.size=m") { Self.hasVariant($0, ["Size": ["M"]]) },
                Filter(query: "option.size=M&option.size=L&option.color=ETE") {
                    Self.hasVariant($0, ["Size": ["M", "L"], "color": ["Été"]])
                },
            ],
        ]
    }

    private static func sorted(_ products: [Product], by order: String) -> [Product] {
        let now = Date.now
        return products.sorted { left, right in
            let byID = left.id.hexString < right.id.hexString
            func compare<Key: Comparable>(_ key: (Product) -> Key, isRising: Bool) -> Bool {
                if key(left) == key(right) { return byID == isRising && left.id != right.id }
                return (key(left) < key(right)) == isRising
            }
            switch order {
            case "price": return compare({ $0.price(at: now).minorUnits }, isRising: true)
            case "-price": return compare({ $0.price(at: now).minorUnits }, isRising: false)
            case "name":
                return compare({ Array(Folding.text($0.name).utf8.map(Int.init)).lexicographic }, isRising: true)
            case "-rating": return compare({ $0.rating.average * 1000 + Double($0.rating.count) }, isRising: false)
            case "best_selling": return compare({ _ in 0 }, isRising: false)
            default: return compare({ $0.createdAt }, isRising: false)
            }
        }
    }

    @Test func listsHaveWhatTheirFiltersSayInTheirOrder() async throws {
        try await withShop(configure: { $0.isRedisEnabled = false }) { shop in
            let categories = try await Self.categories(shop)
            let shelf = try await FilteredShelf(400, in: shop, categories: categories)
            var random = SeededRandom(seed: 3)
            let kinds = Self.filters(shelf, categories)
            let orders = ["newest", "price", "-price", "name", "-rating", "best_selling", "relevance"]
            var cases: [[Filter]] = [[]] + kinds.flatMap { $0.map { [$0] } }
            for _ in 0..<60 {
                let some = kinds.shuffled(using: &random).prefix(Int.random(in: 2...4, using: &random))
                cases.append(some.map { $0.randomElement(using: &random)! })
            }
            for (index, filters) in cases.enumerated() {
                // Single filters in every order, others in one.
                for order in filters.count < 2 ? orders : [orders[index % orders.count]] {
                    let query = (filters.map(\.query) + ["sort=\(order)", "page_size=100"]).joined(separator: "&")
                    let expected = Self.sorted(
                        shelf.products.filter { product in product.isActive && filters.allSatisfy { $0.holds(product) }
                        },
                        by: order)
                    let page = try await shop.get("/api/v1/products?\(query)")
                    #expect(page["total"]?.integer == expected.count, "\(query)")
                    let found = page["items"]?.elements.compactMap { $0["number"]?.integer }
                    #expect(found == expected.prefix(100).map(\.productID), "\(query)")
                }
            }
            // Facets tell what the filters would find.
            try await Self.expectTrueFacets(shop, shelf, "in_stock=true")
            try await Self.expectTrueFacets(
                shop, shelf, "tag=led&option.size=M&category=\(categories[0].slug)&min_price=20&min_rating=2")
        }
    }

    private static func categories(_ shop: ShopClient) async throws -> [Catalog.Category] {
        let admin = try await shop.admin()
        let top = try await shop.addCategory("Top", as: admin)
        for name in ["Left", "Right"] { _ = try await shop.addCategory(name, below: top, as: admin) }
        let all = try await Repository<Catalog.Category>(shop.database).findAll()
        return ["top", "left", "right"].compactMap { slug in all.first { $0.slug == slug } }
    }

    /// Each count of a facet is the total of the list with that filter in the place of its kind.
    private static func expectTrueFacets(_ shop: ShopClient, _ shelf: FilteredShelf, _ query: String) async throws {
        let facets = try await shop.get("/api/v1/products?facets=true&\(query)")["facets"]
        let parts = query.split(separator: "&").map(String.init)
        func total(_ filters: String, without kinds: [String]) async throws -> Int? {
            let others = parts.filter { part in !kinds.contains { part.hasPrefix($0) } }
            return try await shop.get("/api/v1/products?" + (others + [filters]).joined(separator: "&"))["total"]?
                .integer
        }
        var checked = 0
        func check(_ facet: JSONNode, _ filter: String, without kinds: String...) async throws {
            checked += 1
            #expect(try await total(filter, without: kinds) == facet["count"]?.integer, "\(query): \(filter)")
        }
        for facet in facets?["categories"]?.elements ?? [] {
            try await check(facet, "category=\(facet["id"]?.text ?? "")", without: "category")
        }
        for facet in facets?["tags"]?.elements ?? [] {
            let tag = facet["name"]?.text ?? ""
            try await check(facet, "tag=\(tag == "été" ? "ete" : tag)", without: "tag")
        }
        for facet in facets?["price"]?.elements ?? [] {
            let range = "min_price=\(facet["from"]?.digits ?? "")&max_price=\(facet["to"]?.digits ?? "")"
            try await check(facet, range, without: "min_price", "max_price")
        }
        for facet in facets?["rating"]?.elements ?? [] {
            try await check(facet, "min_rating=\(facet["min"]?.integer ?? 0)", without: "min_rating")
        }
        for (name, written) in [("size", "Size"), ("color", "color")] {
            for facet in facets?["options"]?[written]?.elements ?? [] {
                let value = facet["value"]?.text ?? ""
                try await check(facet, "option.\(name)=\(value == "Été" ? "ete" : value)", without: "option.\(name)")
            }
        }
        #expect(checked > 20)
    }

    @Test func whatIsNoFilterIsNamed() async throws {
        try await withShop { shop in
            let path = "/api/v1/products?"
            let refused = [
                ("min_price=x", "query.min_price"), ("min_price=-1", "query.min_price"),
                ("max_price=1.234", "query.max_price"),
                ("min_price=5&max_price=4", "query.max_price"), ("in_stock=perhaps", "query.in_stock"),
                ("featured=x", "query.featured"), ("min_rating=6", "query.min_rating"),
                ("min_rating=x", "query.min_rating"),
                ("sort=cheap", "query.sort"), ("facets=x", "query.facets"), ("tag=", "query.tag"),
                (Array(repeating: "tag=a", count: 11).joined(separator: "&"), "query.tag"),
                ("option.size=", "query.option.size"),
                ("option.=x", "query.option."),
                ("option.a=1&option.b=1&option.c=1&option.d=1&option.e=1&option.f=1", "query.option."),
                ((0...20).map { "option.a=\($0)" }.joined(separator: "&"), "query.option.a"),
            ]
            for (query, field) in refused {
                let reply = try await shop.get(path + query)
                #expect(reply.status == 422, "\(query)")
                #expect(reply.violations.contains { $0.hasPrefix(field + " ") }, "\(query): \(reply.violations)")
            }
            // What is not there leaves nothing in.
            for query in ["category=none", "vendor=none", "tag=none", "option.none=1", "vendor=\(ObjectID())"] {
                let page = try await shop.get(path + query)
                #expect(page.status == 200 && page["total"]?.integer == 0, "\(query)")
            }
            #expect(try await shop.get(path + "utm.source=x&in_stock=false")["total"]?.integer == 20)
        }
    }

    @Test func aVendorIsFoundByName() async throws {
        try await withShop { shop in
            _ = try await shop.register("potter@example.com", name: "Élan Pots")
            try await shop.setRole(.vendor, of: "potter@example.com")
            let id = try #require(try await shop.user("potter@example.com")?.id)
            let made = try await shop.post(
                "/api/v1/products", #"{"name": "Pot", "price": 3, "vendor_id": "\#(id)"}"#,
                token: try await shop.admin())
            #expect(made.status == 201)
            try await eventually { try await shop.get("/api/v1/products?vendor=elan+POTS")["total"]?.integer == 1 }
        }
    }

    @Test func relatedProductsAreOfTheSameCategory() async throws {
        try await withShop { shop in
            let product = try await shop.get("/api/v1/products/gaming-laptop-pro")
            let related = try await shop.get("/api/v1/products/gaming-laptop-pro/related")
            let items = try #require(related["items"]?.elements)
            #expect(items.count == 4 && items.allSatisfy { $0["category"] == product["category"] })
            #expect(!items.contains { $0["id"] == product["id"] })
            #expect(try await shop.get("/api/v1/products/none/related").status == 404)
            let admin = try await shop.admin()
            let first = try #require(items.first?["id"]?.text)
            #expect(try await shop.delete("/api/v1/products/\(first)", token: admin).status == 204)
            #expect(try await shop.get("/api/v1/products/1/related")["items"]?.elements.count == 3)
        }
    }
}

/// Compares as the database does with texts.
private struct LexicographicKey: Comparable {
    let bytes: [Int]
    static func < (left: Self, right: Self) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}

extension [Int] {
    fileprivate var lexicographic: LexicographicKey { LexicographicKey(bytes: self) }
}
