import BSON
import MongoJobs
import MongoODM
import Schemas
import ShopCore

/// What has to happen beside the removal of reviews: their products' ratings and their votes follow. What may be too much for
/// a transaction is a job's.
struct ReviewRemoval: PersonalData {
    let reviews: ReviewRepository
    let products: ProductRepository
    let jobs: JobQueue

    /// So many reviews go together with their author's account, and so many are removed at once by a job.
    private static let some = 20

    /// Has the rest follow a review that a transaction has removed.
    ///
    /// - Returns: the product with its new ratings; nil where they did not change.
    func didRemove(_ review: Review, in transaction: Transaction) async throws -> RatedProduct? {
        if review.helpfulCount > 0 { try await self.jobs.enqueue(ReviewVotesJob(reviewID: review.id), in: transaction) }
        guard let rating = review.countedRating else { return nil }
        return try await self.products.rate(review.productID, from: rating, to: nil, in: transaction)
    }

    // MARK: With an account

    func erase(of userID: ObjectID, in transaction: Transaction) async throws {
        for id in try await self.someReviews(\.userID == userID, in: transaction) {
            try await self.remove(id, in: transaction)
        }
    }

    func eraseTraces(of userID: ObjectID) async throws {
        while true {
            let ids = try await self.someReviews(\.userID == userID)
            if ids.isEmpty { break }
            for id in ids {
                try await self.reviews.client.transaction { try await self.remove(id, in: $0) }
            }
        }
        while let vote = try await self.reviews.votes.findOne(\.userID == userID) {
            try await self.reviews.client.transaction { transaction in
                guard try await self.reviews.votes.delete(\.id == vote.id, in: transaction).matched == 1 else { return }
                try await self.reviews.reviews.updateOne(
                    \.id == vote.reviewID, .inc(\.helpfulCount, -1), in: transaction)
            }
        }
    }

    private func someReviews(_ query: Query<Review>, in transaction: Transaction? = nil) async throws -> [ObjectID] {
        try await self.reviews.reviews.find(query, as: ReviewID.self, limit: Self.some, in: transaction).map(\.id)
    }

    private func remove(_ id: ObjectID, in transaction: Transaction) async throws {
        do {
            guard let review = try await self.reviews.reviews.findOneAndDelete(\.id == id, in: transaction) else {
                return
            }
            _ = try await self.didRemove(review, in: transaction)
        } catch let error as MongoError where error.code == .decoding {
            // It is gone. What it added to its product's ratings is not known; the doctor tells.
        }
    }

    // MARK: With a product

    /// Has the reviews of a product follow that is removed for good.
    func willRemove(productID: ObjectID, in transaction: Transaction) async throws {
        try await self.jobs.enqueue(ProductReviewsJob(productID: productID), in: transaction)
    }

    /// Removes the votes for a review that is gone. It may be done again.
    func follow(_ job: ReviewVotesJob) async throws {
        try await self.reviews.votes.delete(\.reviewID == job.reviewID)
    }

    /// Removes the reviews of a product that is gone. It may be done again.
    func follow(_ job: ProductReviewsJob) async throws {
        while true {
            let ids = try await self.someReviews(\.productID == job.productID)
            if ids.isEmpty { return }
            // The votes first: who does this again finds them by their reviews.
            try await self.reviews.votes.delete(.isIn(\.reviewID, ids))
            try await self.reviews.reviews.delete(.isIn(\.id, ids))
        }
    }

    var jobHandlers: [JobHandler] {
        [
            JobHandler(ReviewVotesJob.self) { job, _ in try await self.follow(job) },
            JobHandler(ProductReviewsJob.self) { job, _ in try await self.follow(job) },
        ]
    }
}

/// Removes the votes for a review that is gone.
struct ReviewVotesJob: Job {
    var reviewID: ObjectID

    static let kind = "review_votes"
    static let schema = Schema(ReviewVotesJob.init) { Field("review_id", \.reviewID) }
}

/// Removes the reviews of a product that is gone.
struct ProductReviewsJob: Job {
    var productID: ObjectID

    static let kind = "product_reviews"
    static let schema = Schema(ProductReviewsJob.init) { Field("product_id", \.productID) }
}

/// Which review.
private struct ReviewID: SchemaObject {
    var id: ObjectID

    static let schema = Schema(ReviewID.init) { Field("_id", \.id) }
}
