import BSON
import MongoODM
import ShopCore

/// The stored reviews and votes.
struct ReviewRepository: Sendable {
    let reviews: Repository<Review>
    let votes: Repository<ReviewVote>

    /// Reviews that can't be read are left out as if they were not there.
    init(_ collections: Collections) {
        self.reviews = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
        self.votes = collections.repository()
    }

    var client: MongoClient { self.reviews.database.client }

    /// Some of the reviews of a product that everybody may see.
    func find(productID: ObjectID, _ order: ReviewOrder, _ request: PageRequest) async throws -> [Review] {
        try await self.reviews.find(
            \.productID == productID && \.isHidden == false, sort: order.sort, skip: request.skip,
            limit: request.size + 1)
    }

    /// A page of all reviews of a product.
    func pageOfAll(
        productID: ObjectID, _ order: ReviewOrder, _ request: PageRequest
    ) async throws -> CountedPage<Review> {
        try await self.reviews.page(
            \.productID == productID && .isIn(\.isHidden, [false, true]), sort: order.sort, request)
    }

    /// Some of a user's reviews, the newest first.
    func page(of userID: ObjectID, after place: PageCursor?, limit: Int) async throws -> Page<Review> {
        try await self.reviews.page(\.userID == userID, sort: ReviewOrder.newest.sort, after: place, limit: limit)
    }

    func find(_ id: ObjectID, of productID: ObjectID, in transaction: Transaction? = nil) async throws -> Review? {
        let review = try await self.reviews.get(id, in: transaction)
        return review?.productID == productID ? review : nil
    }

    /// - Throws: `duplicateKey` when the user has reviewed the product.
    func create(_ review: Review, in transaction: Transaction) async throws -> Review {
        try await self.reviews.create(review, in: transaction)
    }

    /// Changes a review that is still as it was read.
    ///
    /// - Returns: the review after the change, or nil when somebody else was faster.
    func change(_ review: Review, _ updates: [Update<Review>], in transaction: Transaction) async throws -> Review? {
        try await self.reviews.findOneAndUpdate(self.reviews.isUnchanged(review), updates, in: transaction)
    }

    /// Removes a review that is still as it was read.
    ///
    /// - Returns: false when somebody else was faster.
    func delete(_ review: Review, in transaction: Transaction) async throws -> Bool {
        try await self.reviews.delete(self.reviews.isUnchanged(review), in: transaction).matched == 1
    }

    /// Counts a vote for a review that everybody may see.
    ///
    /// - Returns: the review; nil when there is none.
    /// - Throws: `duplicateKey` when the user has voted for it.
    func vote(
        for id: ObjectID, of productID: ObjectID, by userID: ObjectID, in transaction: Transaction
    ) async throws -> Review? {
        let review = try await self.reviews.findOneAndUpdate(
            \.id == id && \.productID == productID && \.isHidden == false, .inc(\.helpfulCount, 1), in: transaction)
        if review != nil { try await self.votes.create(ReviewVote(reviewID: id, userID: userID), in: transaction) }
        return review
    }
}

extension ReviewOrder {
    var sort: [Sort<Review>] {
        switch self {
        case .newest: [.descending(\.createdAt), .descending(\.id)]
        case .helpful: [.descending(\.helpfulCount), .descending(\.createdAt), .descending(\.id)]
        case .best: [.descending(\.rating), .descending(\.createdAt), .descending(\.id)]
        case .worst: [.ascending(\.rating), .ascending(\.createdAt), .ascending(\.id)]
        }
    }
}
