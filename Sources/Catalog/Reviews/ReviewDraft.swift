public import Schemas

/// A review as its author writes it.
public struct ReviewDraft: Sendable {
    public var rating: Int
    public var title: String?
    public var comment: String?

    package init(rating: Int, title: String?, comment: String?) {
        self.rating = rating
        self.title = title
        self.comment = comment
    }
}

/// Some fields of a review to be changed, the others to be left alone.
public struct ReviewChanges: Sendable {
    public var rating: Patch<Int>
    public var title: Patch<String?>
    public var comment: Patch<String?>
    public var isHidden: Patch<Bool>

    package init(rating: Patch<Int>, title: Patch<String?>, comment: Patch<String?>, isHidden: Patch<Bool>) {
        self.rating = rating
        self.title = title
        self.comment = comment
        self.isHidden = isHidden
    }

    /// Whether it would say something else.
    func changeWords(of review: Review) -> Bool {
        (self.rating.newValue ?? review.rating) != review.rating
            || (self.title.newValue ?? review.title) != review.title
            || (self.comment.newValue ?? review.comment) != review.comment
    }

    /// Whether it would be hidden, or shown again.
    func changeVisibility(of review: Review) -> Bool { (self.isHidden.newValue ?? review.isHidden) != review.isHidden }
}

/// In which order reviews are listed.
public enum ReviewOrder: String, SchemaEnum {
    case newest
    case helpful
    case best = "-rating"
    /// From the end of the same index as the best, so that of one rating the oldest come first.
    case worst = "rating"
}

/// The limits of reviews.
package enum ReviewRules {
    package static let ratings = 1...5
    package static let longestTitle = 120
    package static let longestComment = 5000
}
