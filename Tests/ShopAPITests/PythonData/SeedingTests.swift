import BSON
import FoundationEssentials
import Logging
import MongoODM
import Orders
import Shop
import ShopAPI
import TestSupport
import Testing

/// The sample products come once, into an empty shop.
@Suite struct SeedingTests {
    private func count(in shop: ShopClient) async throws -> Int {
        try await shop.database.documents("products").count
    }

    @Test func aSampleThatWasDeletedStaysDeletedAfterARestart() async throws {
        try await withShop { shop in
            try await shop.database.run(["delete": "products", "deletes": [["q": ["product_id": 7], "limit": 1]]])
            try await shop.withAnotherInstance { again in
                let count = try await self.count(in: again)
                #expect(count == 19)
            }
        }
    }

    @Test func aShopThatWasEmptiedStaysEmptyAfterARestart() async throws {
        try await withShop { shop in
            try await shop.database.run(["delete": "products", "deletes": [["q": [:], "limit": 0]]])
            try await shop.withAnotherInstance { again in
                let count = try await self.count(in: again)
                #expect(count == 0)
            }
        }
    }

    @Test func theCommandFillsAShopThatWasEmptied() async throws {
        try await withShop { shop in
            try await shop.database.run(["delete": "products", "deletes": [["q": [:], "limit": 0]]])
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            for _ in 0..<2 { try await shop.backend.prepare(shop.settings, seedingAgain: true, logger: logger) }
            let count = try await self.count(in: shop)
            #expect(count == 20)
        }
    }

    @Test func instancesThatStartAtOnceMakeTwenty() async throws {
        try await withShop { shop in
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            for _ in 0..<3 {
                try await shop.database.drop()
                _ = try await parallel(4) { _ in try await shop.backend.prepare(shop.settings, logger: logger) }
                let count = try await self.count(in: shop)
                #expect(count == 20)
            }
        }
    }

    @Test func ordersComeOnceAndAreSoundAlsoAfterACommandThatWasKilled() async throws {
        try await withShop { shop in
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let end = Date(timeIntervalSince1970: 1_777_593_600)
            let killed = Task { try await shop.backend.shop.seedOrders(3000, until: end, logger: logger) }
            while try await shop.database.documents("orders").isEmpty { await Task.yield() }
            killed.cancel()
            _ = try? await killed.value
            for _ in 0..<2 { try await shop.backend.shop.seedOrders(3000, until: end, logger: logger) }
            #expect(try await Repository<Order>(shop.database).count() == 3000)
            #expect(try await shop.countUsers() == 301)
            #expect(try await shop.faults() == [:])
            let states = ["failed", "cancelled", "refunded", "delivered", "shipped", "processing", "confirmed"]
            let token = try await shop.admin()
            for state in states {
                let listed = try await shop.get("/api/v1/admin/orders?status=\(state)", token: token)
                #expect((listed["total"]?.integer ?? 0) > 0, "\(state)")
            }
        }
    }
}
