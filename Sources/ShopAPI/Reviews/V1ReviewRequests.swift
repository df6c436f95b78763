import Catalog
import Schemas
import ShopCore

/// Which reviews to list.
struct V1ReviewListQuery: SchemaObject {
    var order: ReviewOrder
    var page: Int
    var size: Int

    static let schema = Schema(V1ReviewListQuery.init) {
        Field("sort", \.order, default: .newest)
            .described("`-rating` begins with the best, `rating` with the worst, of these with the oldest.")
        Field.page(\V1ReviewListQuery.page)
        Field.pageSize(\V1ReviewListQuery.size)
    }

    var request: PageRequest { PageRequest(page: self.page, size: self.size) }
}

/// Which review of which product.
struct V1ReviewPath: SchemaObject {
    var product: String
    var id: String

    static let schema = Schema(V1ReviewPath.init) {
        Field.productName(\V1ReviewPath.product)
        Field("review_id", \.id).described("The review's id.").example("507f1f77bcf86cd799439016")
    }
}

/// A review as its author writes it.
struct V1ReviewRequest: SchemaObject {
    var rating: Int
    var title: String?
    var comment: String?

    static let schema = Schema(V1ReviewRequest.init) {
        Field("rating", \.rating).range(ReviewRules.ratings).example(5)
        Field("title", \.title).length(...ReviewRules.longestTitle).onOneLine().example("Bright")
        Field("comment", \.comment).length(...ReviewRules.longestComment).plainText()
            .example("It lights up the whole desk.")
    }

    var draft: ReviewDraft { ReviewDraft(rating: self.rating, title: self.title, comment: self.comment) }
}

/// Some fields of a review to be changed.
struct V1ReviewChanges: SchemaObject {
    var rating: Patch<Int>
    var title: Patch<String?>
    var comment: Patch<String?>
    var isHidden: Patch<Bool>

    static let schema = Schema(V1ReviewChanges.init) {
        Field("rating", \.rating).range(ReviewRules.ratings).example(.set(4))
        Field("title", \.title).length(...ReviewRules.longestTitle).onOneLine()
        Field("comment", \.comment).length(...ReviewRules.longestComment).plainText()
        Field("is_hidden", \.isHidden).described("Needs the permission `manage:review`, which changes nothing else.")
    }

    var changes: ReviewChanges {
        ReviewChanges(rating: self.rating, title: self.title, comment: self.comment, isHidden: self.isHidden)
    }
}
