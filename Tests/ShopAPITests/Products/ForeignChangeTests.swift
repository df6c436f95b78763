import BSON
import Foundation
import MongoODM
import Schemas
import ShopAPI
import TestSupport
import Testing

/// Products that somebody else changes in MongoDB: another program, or an instance that dies before it can tell.
@Suite(.timeLimit(.minutes(10)))
struct ForeignChangeTests {
    private static let slug = "gaming-laptop-pro"

    private func withDatabase(
        _ body: @Sendable (ShopClient, MongoDatabase) async throws -> Void
    ) async throws {
        try await withShop { shop in
            // Both are in the cache, and stay there.
            try await eventually {
                _ = try await shop.get("/products")
                _ = try await shop.get("/products/\(Self.slug)")
                return try await shop.cachedKeys().count == 2
            }
            try await body(shop, shop.backend.mongo.defaultDatabase)
        }
    }

    private func update(_ database: MongoDatabase, _ change: BSONValue) async throws {
        let query: BSONValue = ["slug": .string(Self.slug)]
        try await database.run(["update": "products", "updates": .array([["q": query, "u": change]])])
    }

    @Test func aPriceIsShownSoon() async throws {
        try await self.withDatabase { shop, database in
            try await self.update(database, ["$set": ["price": .decimal128(try #require(Decimal128("7.5")))]])
            try await eventually { try await shop.get("/products/\(Self.slug)")["price"]?.digits == "7.50" }
            try await eventually {
                try await shop.get("/products?limit=100").list.contains { $0["price"]?.digits == "7.50" }
            }
        }
    }

    @Test func aRenamedProductIsGoneFromItsOldPage() async throws {
        try await self.withDatabase { shop, database in
            try await self.update(database, ["$set": ["slug": "renamed"]])
            try await eventually { try await shop.get("/products/\(Self.slug)").status == 404 }
            #expect(try await shop.get("/products/renamed").status == 200)
        }
    }

    @Test func aDeletedProductIsGone() async throws {
        try await self.withDatabase { shop, database in
            let deletion: BSONValue = ["q": ["slug": .string(Self.slug)], "limit": 1]
            try await database.run(["delete": "products", "deletes": .array([deletion])])
            try await eventually { try await shop.get("/products/\(Self.slug)").status == 404 }
            try await eventually { try await shop.get("/products?limit=100").list.count == 19 }
        }
    }

    /// What changed while nobody watched is not known, so an instance that starts trusts nothing that is cached.
    @Test func anInstanceThatStartsBeginsWithoutCachedPages() async throws {
        try await self.withDatabase { shop, _ in
            try await shop.withAnotherInstance { _ in
                try await eventually { try await shop.cachedKeys().isEmpty }
            }
        }
    }
}
