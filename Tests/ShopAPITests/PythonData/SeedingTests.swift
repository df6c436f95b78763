import BSON
import Logging
import MongoODM
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
}
