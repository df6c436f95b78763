import BSON
public import ShopCore

/// A review with the name of its author.
public struct ListedReview: Sendable {
    public let review: Review
    /// Empty for an account without a name, and for one that is gone.
    public let authorName: String
}

/// A page of a product's reviews, with what all of them say.
public struct ReviewPage: Sendable {
    public let page: CountedPage<ListedReview>
    public let rating: ProductRating
}

/// Who reads reviews, or changes one.
public struct ReviewReader: Sendable {
    let userID: ObjectID?
    let isModerator: Bool

    /// - Parameter identity: nil for somebody who is not logged in.
    public init(_ identity: Identity?) {
        // A key has no reviews of its own.
        self.userID = identity?.keyID == nil ? identity?.userID : nil
        self.isModerator = identity?.permissions.contains(.manageReview) == true
    }

    func isAuthor(of review: Review) -> Bool { review.userID == self.userID }

    func sees(_ review: Review) -> Bool { !review.isHidden || self.isModerator || self.isAuthor(of: review) }
}
