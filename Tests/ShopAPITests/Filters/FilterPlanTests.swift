import Accounts
import BSON
import Foundation
import HTTPTypes
import MongoODM
import Schemas
import Shop
import ShopAPI
import ShopCore
import Testing

@testable import Catalog

/// How the database finds the lists' products.
@Suite struct FilterPlanTests {
    private static func filters(_ shelf: FilteredShelf, _ categories: [Catalog.Category]) -> [ProductFilter] {
        [
            ProductFilter(), ProductFilter(category: categories[0].slug), ProductFilter(category: categories[1].slug),
            ProductFilter(tags: ["led"]),
            ProductFilter(minimumPrice: Money(minorUnits: 2000), maximumPrice: Money(minorUnits: 4999)),
            ProductFilter(minimumPrice: Money(minorUnits: 950)), ProductFilter(maximumPrice: Money(minorUnits: 12_345)),
            ProductFilter(isInStock: true), ProductFilter(isFeatured: true), ProductFilter(minimumRating: 3.5),
            ProductFilter(minimumRating: 4),
            ProductFilter(vendor: shelf.products.lazy.compactMap(\.vendorID).first!.hexString),
            ProductFilter(options: [("size", ["m"])]), ProductFilter(options: [("size", ["m", "l"])]),
        ]
    }

    @Test func everySingleFilterInEveryOrderReadsLittleMoreThanThePage() async throws {
        try await withShop(configure: { $0.isRedisEnabled = false }) { shop in
            let admin = try await shop.admin()
            let top = try await shop.addCategory("Top", as: admin)
            for name in ["Left", "Right"] { _ = try await shop.addCategory(name, below: top, as: admin) }
            let all = try await Repository<Catalog.Category>(shop.database).findAll()
            let categories = ["top", "left", "right"].compactMap { slug in all.first { $0.slug == slug } }
            let shelf = try await FilteredShelf(6000, in: shop, categories: categories)
            let catalog = shop.backend.shop.catalog
            let limit = 21
            for filter in Self.filters(shelf, categories) {
                let selection = try #require(try await catalog.selection(filter))
                for order in ProductOrder.allCases {
                    let (products, query, sort) = try await catalog.products.question(
                        selection, by: order.effective(for: filter))
                    let plan = try await products.explain(query, sort: sort, limit: limit)
                    #expect(plan.found == limit, "\(filter) by \(order)")
                    #expect(!plan.stages.contains("SORT") && plan.index != nil, "\(filter) by \(order): \(plan)")
                    #expect(plan.documentsExamined <= 2 * limit, "\(filter) by \(order): \(plan)")
                    // One key more for each of the ranges that are merged.
                    #expect(plan.keysExamined <= 2 * limit + 60, "\(filter) by \(order): \(plan)")
                }
            }
        }
    }

    @Test func aCombinationBeginsWithItsRarestFilter() async throws {
        try await withShop(configure: { $0.isRedisEnabled = false }) { shop in
            let repository = Repository<Product>(shop.database)
            try await repository.createMany(
                (1000..<4000).map { number in
                    Product(
                        productID: number, name: "Lamp", slug: "lamp-\(number)",
                        price: Money(minorUnits: Int64(number)),
                        tags: number % 500 == 0 ? ["rare", "common"] : ["common"], isFeatured: number % 2 == 0)
                })
            let catalog = shop.backend.shop.catalog
            let filters = [
                ProductFilter(tags: ["common", "rare"], isFeatured: true),
                ProductFilter(tags: ["rare"], maximumPrice: Money(minorUnits: 5000), isInStock: false),
                ProductFilter(
                    tags: ["common"], minimumPrice: Money(minorUnits: 2000), maximumPrice: Money(minorUnits: 2003),
                    isFeatured: true),
            ]
            for filter in filters {
                let selection = try #require(try await catalog.selection(filter))
                for order in ProductOrder.allCases {
                    let (products, query, sort) = try await catalog.products.question(
                        selection, by: order.effective(for: filter))
                    let plan = try await products.explain(query, sort: sort, limit: 21)
                    #expect(plan.documentsExamined <= 6, "\(filter) by \(order): \(plan)")
                }
            }
        }
    }

    @Test func listsGoOnWithoutAnIndexThatWasDropped() async throws {
        try await withShop(configure: { $0.isRedisEnabled = false }) { shop in
            let lists = [
                "sort=name&category=electronics", "in_stock=true&tag=none", "facets=true", "min_price=20&max_price=50",
            ]
            var pages: [JSONNode] = []
            for list in lists { pages.append(try await shop.get("/api/v1/products?\(list)").json) }
            try await shop.database.run(["dropIndexes": "products", "index": "*"])
            for (list, page) in zip(lists, pages) {
                #expect(try await shop.get("/api/v1/products?\(list)").json == page)
            }
        }
    }

    @Test func whatTakesTooLongIsRefusedAndSaysSo() async throws {
        try await withShop { shop in
            let products = Repository<Product>(shop.database)
            let error = await #expect(throws: ShopError.self) {
                // The server is given a little less, and must say so before the client hangs up.
                try await CatalogService.withinPatience(.seconds(2)) {
                    _ = try await products.find(.raw(["$where": "sleep(120) || true"]))
                }
            }
            #expect(error?.kind == .busy && error?.message.contains("filter") == true)
        }
    }
}
