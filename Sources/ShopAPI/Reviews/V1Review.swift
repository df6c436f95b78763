import BSON
import Catalog
import FoundationEssentials
import RouteKit
import Schemas
import ShopCore

/// A review in `/api/v1`.
struct V1Review: SchemaObject {
    var id: ObjectID
    var productID: ObjectID
    var rating: Int
    var title: String?
    var comment: String?
    var isVerified: Bool
    var helpfulCount: Int
    var isHidden: Bool
    var user: V1Reviewer
    var createdAt: Date
    var updatedAt: Date

    static let schema = Schema(V1Review.init) {
        Field("id", \.id)
        Field("product_id", \.productID)
        Field("rating", \.rating).described("1 to 5.").example(5)
        Field("title", \.title).described("Plain text, as it was sent.").example("Bright")
        Field("comment", \.comment).described("Plain text, as it was sent.").example("It lights up the whole desk.")
        Field("verified_purchase", \.isVerified)
            .described("Whether its author had paid for the product when it was written, or last changed.").example(
                true)
        Field("helpful_count", \.helpfulCount).described("How many users find it helpful.").example(0)
        Field("is_hidden", \.isHidden).described("Whether its author and moderators alone see it.").example(false)
        Field("user", \.user)
        Field("created_at", \.createdAt)
        Field("updated_at", \.updatedAt).described("When its author changed it last.")
    }
}

extension V1Review {
    init(_ listed: ListedReview) {
        let review = listed.review
        self.init(
            id: review.id, productID: review.productID, rating: review.rating, title: review.title,
            comment: review.comment, isVerified: review.isVerified, helpfulCount: review.helpfulCount,
            isHidden: review.isHidden, user: V1Reviewer(id: review.userID, name: listed.authorName),
            createdAt: review.createdAt, updatedAt: max(review.createdAt, review.updatedAt))
    }
}

/// Who wrote a review.
struct V1Reviewer: SchemaObject {
    var id: ObjectID
    var name: String

    static let schema = Schema(V1Reviewer.init) {
        Field("id", \.id)
        Field("name", \.name).described("Empty for an account without one.").example("Ann")
    }
}

/// What all reviews of a product say together, but for hidden ones.
struct V1ReviewSummary: SchemaObject {
    var average: Double?
    var count: Int
    var counts: RatingCounts

    static let schema = Schema(V1ReviewSummary.init) {
        Field("average", \.average).described("Null where there are none.")
        Field("count", \.count).example(3)
        Field("by_rating", \.counts).described("How many there are of each rating.")
    }
}

extension V1ReviewSummary {
    init(_ rating: ProductRating) {
        let shown = V1Rating(rating)
        self.init(average: shown.average, count: shown.count, counts: rating.counts)
    }
}

/// A page of the reviews of a product.
///
/// Written by hand, as the page is.
struct V1ReviewPage: SchemaValue, RouteOutput {
    private let page: V1Page<V1Review>
    private let summary: V1ReviewSummary

    init(_ page: ReviewPage) {
        self.page = V1Page(page.page.map { V1Review($0) })
        self.summary = V1ReviewSummary(page.rating)
    }

    func write(to writer: any ValueWriter) {
        writer.beginObject()
        self.page.writeFields(to: writer)
        writer.key("summary")
        self.summary.write(to: writer)
        writer.endObject()
    }

    static func read(from reader: any ValueReader) throws(Rejected) -> V1ReviewPage {
        throw reader.reject("value_error", "A page is not read")
    }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        definitions.reference("V1ReviewPageWithSummary") { definitions in
            // Beside the page and not around it: clients take one schema alone for the whole.
            let more: JSONNode = [
                "type": "object", "properties": ["summary": V1ReviewSummary.jsonSchema(in: &definitions)],
                "required": ["summary"],
            ]
            return ["allOf": [V1Page<V1Review>.jsonSchema(in: &definitions), more]]
        }
    }
}
