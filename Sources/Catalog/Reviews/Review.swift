public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas

/// What a user thinks of a product.
public struct Review: Document {
    public var id = ObjectID()
    public var productID: ObjectID
    public var userID: ObjectID
    /// 1 to 5.
    public var rating: Int
    /// As it was sent, like the comment: plain text, which whoever shows it escapes.
    public var title: String?
    public var comment: String?
    /// Whether its author had bought the product when it was written, or last changed.
    public var isVerified = false
    /// Whether it is shown to its author and to moderators alone, and does not count.
    public var isHidden = false
    /// How many users have found it helpful.
    public var helpfulCount = 0
    public var createdAt = Date.now
    /// When its author changed it last.
    public var updatedAt = Date.now
    /// How often it was changed, the votes included.
    public var revision = 0

    public static let schema = Schema("reviews", Review.init) {
        Field("_id", \.id)
        Field("product_id", \.productID)
        Field("user_id", \.userID)
        Field("rating", \.rating)
        Field("title", \.title)
        Field("comment", \.comment)
        Field("verified", \.isVerified, default: false)
        Field("hidden", \.isHidden, default: false)
        Field("helpful_count", \.helpfulCount, default: 0)
        Field("created_at", \.createdAt).setOnCreation()
        Field("updated_at", \.updatedAt)
        Field("revision", \.revision, default: 0).revision().storedOnly()
    }

    /// One of a user and product; those of a product in each order, from either end; those of a user, the newest first.
    public static let indexes = [
        Index<Review>(.ascending(\.productID), .ascending(\.userID)).unique(),
        Index<Review>(
            .ascending(\.productID), .ascending(\.isHidden), .descending(\.createdAt), .descending(\.id)),
        Index<Review>(
            .ascending(\.productID), .ascending(\.isHidden), .descending(\.helpfulCount), .descending(\.createdAt),
            .descending(\.id)),
        Index<Review>(
            .ascending(\.productID), .ascending(\.isHidden), .descending(\.rating), .descending(\.createdAt),
            .descending(\.id)),
        Index<Review>(.ascending(\.userID), .descending(\.createdAt), .descending(\.id)),
    ]

    /// What it adds to the ratings of its product; nil for nothing.
    var countedRating: Int? { self.isHidden ? nil : self.rating }
}

/// That a user has found a review helpful.
struct ReviewVote: Document {
    var id = ObjectID()
    var reviewID: ObjectID
    var userID: ObjectID

    static let schema = Schema("review_votes", ReviewVote.init) {
        Field("_id", \.id)
        Field("review_id", \.reviewID)
        Field("user_id", \.userID)
    }

    static let indexes = [
        Index<ReviewVote>(.ascending(\.reviewID), .ascending(\.userID)).unique(),
        Index<ReviewVote>(.ascending(\.userID)),
    ]
}
