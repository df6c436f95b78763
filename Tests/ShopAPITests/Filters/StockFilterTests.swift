import BSON
import Foundation
import MongoODM
import Orders
import Schemas
import Shop
import ShopAPI
import ShopCore
import Testing

@testable import Catalog

/// What lists know of the books of products: fields that a purchase seldom changes.
@Suite(.timeLimit(.minutes(30)))
struct StockFilterTests {
    private enum Move { case reserve, release, take, restock }

    private func run(_ move: Move, _ quantity: Int, for order: ObjectID, _ shop: ShopClient) async throws {
        let lines = [StockLine(productID: try await shop.productID(of: 1), quantity: quantity)]
        let stock = shop.backend.shop.stock
        let change = try await shop.backend.mongo.transaction { transaction in
            switch move {
            case .reserve: try await stock.reserve(lines, for: order, in: transaction)
            case .release: try await stock.release(lines, for: order, in: transaction)
            case .take: try await stock.take(lines, for: order, in: transaction)
            case .restock: try await stock.restock(lines, for: order, in: transaction)
            }
        }
        await change.didCommit()
        await shop.backend.shop.catalog.forgetAll()
    }

    private func isListed(_ shop: ShopClient) async throws -> Bool {
        let page = try await shop.get("/api/v1/products?in_stock=true&page_size=100&sort=name")
        return page["items"]?.elements.contains { $0["number"]?.integer == 1 } == true
    }

    @Test func theLastPieceLeavesTheListsAndComesBack() async throws {
        try await withShop { shop in
            let count = try await shop.books(of: 1)[0]
            #expect(try await self.isListed(shop))
            let order = ObjectID()
            for (move, quantity, isListed) in [
                (Move.take, count - 1, true), (.reserve, 1, false), (.release, 1, true), (.take, 1, false),
                (.restock, 2, true),
            ] {
                try await self.run(move, quantity, for: order, shop)
                #expect(try await self.isListed(shop) == isListed)
                #expect(try await shop.faults()["filters"] == nil)
            }
        }
    }

    @Test func whatWasSoldIsKnownToAnEighth() async throws {
        try await withShop { shop in
            for count in Array(0...70) + [127, 128, 129, 1000, 4095, 4096, 65_537, 1 << 40] {
                try await shop.update(
                    "products", ["product_id": 1], ["$set": ["sold": .int64(Int64(count)), "inventory": 5]])
                try await Repository<Product>(shop.database).updateOne(
                    \.productID == 1, Pipeline().settingStockFilter())
                let stored = try await shop.documents("products", where: ["product_id": 1]).first
                let about = try #require(stored?["filter_sold"]?.intValue)
                #expect(about == Product.about(count))
                #expect(about <= count && (count - about) * 8 <= count)
                if count < 16 { #expect(about == count) }
            }
        }
    }

    /// With one, MongoDB would look at all indexes of a product with each purchase.
    @Test func noIndexHasTheBooks() async throws {
        try await withShop { shop in
            let reply = try await shop.database.run(["listIndexes": "products", "cursor": ["batchSize": 100]])
            let indexes = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.compactMap(\.documentValue) ?? []
            #expect(indexes.count > 20)
            let books: Set = ["inventory", "reserved", "sold", "stocked"]
            for index in indexes {
                let keys = (index["key"]?.documentValue?.fields ?? []).map(\.key)
                let conditions = (index["partialFilterExpression"]?.documentValue?.fields ?? []).map(\.key)
                for path in keys + conditions {
                    #expect(!books.contains(String(path.split(separator: ".").last ?? "")), "\(path)")
                }
            }
        }
    }
}
