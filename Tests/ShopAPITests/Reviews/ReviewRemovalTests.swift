import Accounts
import BSON
import HTTPTypes
import MongoJobs
import MongoODM
import Schemas
import ShopCore
import TestSupport
import Testing

@testable import Catalog

/// Reviews go with their products, and with their authors' accounts.
@Suite struct ReviewRemovalTests {
    private static let password = #"{"password": "SecurePass123"}"#

    @Test func aProductThatIsRemovedForGoodTakesItsReviewsAlong() async throws {
        try await withShop { shop in
            let (users, admin) = (try await parallel(3) { _ in try await shop.signUp() }, try await shop.admin())
            let path = try await shop.reviewPath("1", 5, as: users[0])
            _ = try await shop.review("1", 4, as: users[1])
            _ = try await shop.post("\(path)/helpful", "", token: users[2])
            let other = try await shop.reviewPath("2", 5, as: users[0])
            _ = try await shop.post("\(other)/helpful", "", token: users[2])
            try await shop.removeForGood("1", as: admin)
            #expect(try await shop.get(path).status == 404)
            try await shop.followReviews()
            let reviews = try await Repository<Review>(shop.database).find()
            #expect(reviews.map(\.id.hexString) == [String(other.suffix(24))])
            #expect(try await Repository<ReviewVote>(shop.database).count() == 1)
        }
    }

    @Test func theVotesForAReviewGoWithIt() async throws {
        try await withShop { shop in
            let (author, voter) = (try await shop.signUp(), try await shop.signUp())
            let path = try await shop.reviewPath("1", 5, as: author)
            _ = try await shop.post("\(path)/helpful", "", token: voter)
            #expect(try await shop.delete(path, token: author).status == 204)
            try await shop.followReviews()
            #expect(try await Repository<ReviewVote>(shop.database).count() == 0)
            // A new one begins anew.
            let again = try await shop.reviewPath("1", 2, as: author)
            #expect(try await shop.get(again)["helpful_count"]?.integer == 0)
            #expect(try await shop.post("\(again)/helpful", "", token: voter).status == 204)
        }
    }

    @Test func anAccountTakesItsReviewsAndVotesAlong() async throws {
        try await withShop { shop in
            let session = try await shop.register("ann@example.com")
            let (user, other) = (try #require(session["access_token"]?.text), try await shop.signUp())
            for product in 1...3 { _ = try await shop.review("\(product)", 1, as: user) }
            _ = try await shop.review("1", 5, as: other)
            let voted = try await shop.reviewPath("2", 5, as: other)
            _ = try await shop.post("\(voted)/helpful", "", token: user)
            let erased = try await shop.send(.delete, "/api/v1/users/me", Self.password, token: user)
            #expect(erased.status == 204)
            // The reviews are gone with the account; votes, of which there may be many, soon after.
            #expect(try await Repository<Review>(shop.database).count() == 2)
            let id = try #require(session["user"]?["id"]?.text.flatMap { ObjectID($0) })
            try await shop.eraseReviews(of: id)
            #expect(try await Repository<ReviewVote>(shop.database).count() == 0)
            try await eventually { try await shop.summary(of: "1") == "5.0 1 00001" }
            #expect(try await shop.get(voted)["helpful_count"]?.integer == 0)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func moreReviewsThanAStepRemovesGoAfterTheAccount() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp("ann@example.com"), try await shop.admin())
            for number in 100..<125 { _ = try await shop.addProduct(as: admin, id: number, slug: "lamp-\(number)") }
            for number in 100..<125 { _ = try await shop.review("\(number)", 3, as: user) }
            let id = try #require(try await shop.user("ann@example.com")?.id)
            let erased = try await shop.send(.delete, "/api/v1/users/me", Self.password, token: user)
            #expect(erased.status == 204)
            #expect(try await Repository<Review>(shop.database).count() == 5)
            try await shop.eraseReviews(of: id)
            #expect(try await Repository<Review>(shop.database).count() == 0)
            #expect(try await Repository<Product>(shop.database).count(\.rating.count != 0) == 0)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func theDoctorFindsRatingsAndVotesThatAreNotThere() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await shop.review("1", 4, as: user)
            let products = Repository<Product>(shop.database)
            for (field, value) in [("rating.by_rating.5", 1), ("rating.sum", 7), ("rating.count", 0)] {
                let before = try await shop.documents("products", where: ["product_id": 1]).first?["rating"]
                try await products.updateOne(\.productID == 1, .raw("$set", field, .int32(Int32(value))))
                #expect(try await shop.faults()["ratings"] == 1, "\(field)")
                try await products.updateOne(\.productID == 1, .raw("$set", "rating", before ?? .null))
            }
            try await products.updateOne(\.productID == 1, .raw("$unset", "rating", ""))
            try await products.updateOne(\.productID == 2, .raw("$set", "rating.count", 1))
            try await Repository<Review>(shop.database).updateMany(.all, .inc(\.helpfulCount, 1))
            let faults = try await shop.faults()
            #expect(faults["ratings"] == 2 && faults["votes"] == 1)
        }
    }
}

extension ShopClient {
    /// Does what the jobs that wait do to reviews.
    func followReviews() async throws {
        let removal = self.reviewRemoval
        for job in try await self.documents("jobs", where: ["kind": "review_votes"]) {
            try await removal.follow(try (job["payload"]?.documentValue ?? [:]).decoded(as: ReviewVotesJob.self))
        }
        for job in try await self.documents("jobs", where: ["kind": "product_reviews"]) {
            try await removal.follow(try (job["payload"]?.documentValue ?? [:]).decoded(as: ProductReviewsJob.self))
        }
    }

    /// Removes what is left of a user's reviews and votes.
    func eraseReviews(of userID: ObjectID) async throws {
        try await self.reviewRemoval.eraseTraces(of: userID)
    }

    private var reviewRemoval: ReviewRemoval {
        let collections = Collections(self.database)
        return ReviewRemoval(
            reviews: ReviewRepository(collections), products: ProductRepository(collections), jobs: self.jobs)
    }
}
