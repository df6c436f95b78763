import BSON
import Foundation
import Logging
import MongoODM
import RouteKit
import RouteKitTestSupport
import Schemas
import ShopAPI
import TestSupport
import Testing

/// Products that somebody else changes in MongoDB: another program, or an instance that dies before it can tell.
@Suite(.timeLimit(.minutes(30)))
struct ForeignChangeTests {
    private static let slug = "gaming-laptop-pro"
    private static let otherSlug = "4k-smart-tv-55"

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

    private func update(_ database: MongoDatabase, _ change: BSONValue, slug: String = Self.slug) async throws {
        let query: BSONValue = ["slug": .string(slug)]
        try await database.run(["update": "products", "updates": .array([["q": query, "u": change]])])
    }

    private func delete(_ database: MongoDatabase) async throws {
        let deletion: BSONValue = ["q": ["slug": .string(Self.slug)], "limit": 1]
        try await database.run(["delete": "products", "deletes": .array([deletion])])
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

    /// Runs a test with the pages of two products in the cache, of which it changes one; the other must stay.
    private func withTwoPages(_ body: @Sendable (ShopClient, MongoDatabase) async throws -> Void) async throws {
        try await self.withDatabase { shop, database in
            // When the watch begins, everything goes. It has begun when a change of a third product drops the list only.
            try await eventually {
                try await self.showPages(shop)
                try await self.update(
                    database, ["$inc": ["inventory": 1]], slug: "wireless-noise-cancelling-headphones")
                try await eventually { try await shop.cachedKeys().allSatisfy { !$0.contains("list:") } }
                return try await shop.cachedKeys() == Self.pages
            }
            try await body(shop, database)
            try await eventually { try await shop.cachedKeys() == ["products:slug:\(Self.otherSlug)"] }
        }
    }

    private static let pages: Set = ["products:slug:\(slug)", "products:slug:\(otherSlug)"]

    private func showPages(_ shop: ShopClient) async throws {
        try await eventually {
            for path in ["", "/\(Self.slug)", "/\(Self.otherSlug)"] { _ = try await shop.get("/products\(path)") }
            return try await shop.cachedKeys().count == 3
        }
    }

    @Test func aDeletionLeavesOtherPagesInTheCache() async throws {
        try await self.withTwoPages { _, database in try await self.delete(database) }
    }

    @Test func aRenamingLeavesOtherPagesInTheCache() async throws {
        try await self.withTwoPages { _, database in try await self.update(database, ["$set": ["slug": "renamed"]]) }
    }

    @Test func aDocumentThatCannotBeReadLeavesTheWatchRunning() async throws {
        let lines = try await linesLogged { output in
            let logger = Logger(label: "test") { _ in LineLogHandler(output: output) }
            try await withShop(logger: logger) { shop in
                let database = shop.backend.mongo.defaultDatabase
                try await eventually {
                    _ = try await shop.get("/products/\(Self.otherSlug)")
                    return try await !shop.cachedKeys().isEmpty
                }
                try await self.update(database, ["$set": ["created_at": "yesterday"]])
                try await eventually { try await shop.cachedKeys().isEmpty }
            }
        }
        #expect(!lines.contains { $0.contains("are not noticed") })
    }

    @Test func aDeletedProductIsGone() async throws {
        try await self.withDatabase { shop, database in
            try await self.delete(database)
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
