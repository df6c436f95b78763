import MongoODM
import Schemas
import TestSupport
import Testing

@testable import Catalog

/// Reviews that are written and changed at the same time.
@Suite struct ReviewRaceTests {
    private static let product = "gaming-laptop-pro"

    @Test func ofTwoReviewsOfOneUserAtOnceOneIsTaken() async throws {
        try await withShop { shop in
            for round in 1...5 {
                let token = try await shop.signUp()
                let statuses = try await parallel(2) { try await shop.review(Self.product, 1 + $0, as: token).status }
                #expect(statuses.sorted() == [201, 409])
                let rating = try await shop.get("/api/v1/products/1")["rating"]
                #expect(rating?["count"]?.integer == round)
            }
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func manyReviewsAtOnceAllCount() async throws {
        try await withShop { shop in
            let users = try await parallel(16) { _ in try await shop.signUp() }
            let statuses = try await parallel(users.count) {
                try await shop.review(Self.product, 1 + $0 % 5, as: users[$0]).status
            }
            #expect(statuses.allSatisfy { $0 == 201 })
            #expect(try await shop.summary(of: Self.product) == "2.88 16 43333")
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func aChangeAndAHidingAtOnceBothHappen() async throws {
        try await withShop { shop in
            let (author, admin) = (try await shop.signUp(), try await shop.admin())
            let path = try await shop.reviewPath(Self.product, 5, as: author)
            for round in 0..<6 {
                let isHidden = round.isMultiple(of: 2)
                let bodies = [#"{"rating": \#(1 + round % 5)}"#, #"{"is_hidden": \#(isHidden)}"#]
                let statuses = try await parallel(2) {
                    try await shop.patch(path, bodies[$0], token: [author, admin][$0]).status
                }
                #expect(statuses == [200, 200])
                let review = try await shop.get(path, token: author)
                #expect(review["rating"]?.integer == 1 + round % 5 && review["is_hidden"] == .bool(isHidden))
                let count = try await shop.get("/api/v1/products/1")["rating"]?["count"]
                #expect(count?.integer == (isHidden ? 0 : 1))
                #expect(try await shop.faults() == [:])
            }
        }
    }

    @Test func ofManyVotesOfOneUserOneCounts() async throws {
        try await withShop { shop in
            let (author, voters) = (try await shop.signUp(), try await parallel(3) { _ in try await shop.signUp() })
            let path = try await shop.reviewPath(Self.product, 5, as: author)
            let statuses = try await parallel(12) {
                try await shop.post("\(path)/helpful", "", token: voters[$0 % 3]).status
            }
            #expect(statuses.allSatisfy { $0 == 204 })
            #expect(try await shop.get(path)["helpful_count"]?.integer == 3)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func aReviewWhoseProductIsRemovedMeanwhileIsNotThere() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            for number in 101...106 {
                let product = try await shop.addProduct(as: admin, id: number, slug: "lamp-\(number)")
                let (id, user) = (try #require(product["id"]?.text), try await shop.signUp())
                async let reviewed = shop.review(id, 5, as: user)
                async let removed = shop.delete("/admin/products/\(id)", token: admin)
                let statuses = try await (reviewed.status, removed.status)
                #expect([201, 404].contains(statuses.0) && statuses.1 == 200)
            }
            try await shop.followReviews()
            #expect(try await Repository<Review>(shop.database).count() == 0)
        }
    }
}
