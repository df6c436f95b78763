import BSON
import Catalog
import Logging
import MongoODM
import Orders
import ShopAPI
import Synchronization
import TestSupport
import Testing

@testable import ShopCore

/// The one change stream of a process.
@Suite(.timeLimit(.minutes(30)))
struct ChangeFeedTests {
    /// What a part has heard, in short.
    private final class Heard: Sendable {
        private let words = Mutex<[String]>([])

        var all: [String] { self.words.withLock { $0 } }

        func note(_ news: ChangeFeed.News) {
            self.words.withLock {
                switch news {
                case .began: $0.append("began")
                case .change(let change): $0.append(change.collection)
                case .ended: $0.append("ended")
                case .reached: break
                }
            }
        }
    }

    private func withFeed(
        _ shop: ShopClient, _ body: (ChangeFeed) async throws -> Void
    ) async throws {
        let feed = ChangeFeed(shop.database, patience: .milliseconds(50))
        let running = Task { await feed.run(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) }
        defer { running.cancel() }
        try await body(feed)
    }

    private func part(_ feed: ChangeFeed, _ heard: Heard, _ selections: [ChangeSelection]) -> ChangeFeedPart {
        let part = feed.part(selections)
        part.hear { heard.note($0) }
        return part
    }

    /// Wants a part for as long as something else happens.
    private func using(_ part: ChangeFeedPart, _ body: () async throws -> Void) async throws {
        let use = part.use()
        try await body()
        withExtendedLifetime(use) {}
    }

    @Test func aStreamIsOpenOnlyWhileItIsWanted() async throws {
        try await withShop { shop in
            let heard = Heard()
            try await self.withFeed(shop) { feed in
                let part = self.part(feed, heard, [ChangeSelection(Review.self)])
                for times in 1...2 {
                    let open0 = try await shop.database.watchers()
                    #expect(open0 == 0)
                    try await self.using(part) {
                        try await eventually { heard.all.filter { $0 == "began" }.count == times }
                        try await eventually { try await shop.database.watchers() == 1 }
                        try await shop.storeReviews(0..<1)
                        try await eventually { heard.all.last == "reviews" }
                    }
                    try await eventually { heard.all.last == "ended" }
                    try await eventually { try await shop.database.watchers() == 0 }
                }
            }
            #expect(heard.all == ["began", "reviews", "ended", "began", "reviews", "ended"])
        }
    }

    /// Who comes and goes takes nothing from those who stay, and what nobody wants is not told.
    @Test func partsComeAndGoWithoutAGapForOthers() async throws {
        try await withShop { shop in
            let (stays, comes) = (Heard(), Heard())
            try await self.withFeed(shop) { feed in
                let staying = self.part(feed, stays, [ChangeSelection(Review.self)])
                let coming = self.part(feed, comes, [ChangeSelection(Product.self)])
                let use = staying.use()
                try await eventually { stays.all == ["began"] }
                async let stored: Void = {
                    for number in 0..<200 { try await shop.storeReviews(number..<number + 1) }
                }()
                for times in 1...3 {
                    try await self.using(coming) {
                        try await eventually { comes.all.filter { $0 == "began" }.count == times }
                        try await shop.update("products", ["product_id": 1], ["$inc": ["inventory": 1]])
                        try await eventually { comes.all.filter { $0 == "products" }.count == times }
                    }
                    try await eventually { comes.all.filter { $0 == "ended" }.count == times }
                }
                try await stored
                try await eventually { stays.all.count == 201 }
                #expect(stays.all == ["began"] + Array(repeating: "reviews", count: 200))
                withExtendedLifetime(use) {}
            }
            #expect(comes.all == Array(repeating: ["began", "products", "ended"], count: 3).flatMap { $0 })
        }
    }
}
