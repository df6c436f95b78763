import BSON

/// What the cache keeps of the questions: pages of a product's list, each the JSON that goes out.
enum QuestionCache {
    static let namespace = "questions"

    /// A product that is hidden, or gets another slug, keeps its old pages no longer than this: nothing tells the
    /// questions of it.
    static let lifetime = Duration.seconds(60)

    static func listKey(slug: String, skip: Int, limit: Int) -> String {
        "list:skip=\(skip):limit=\(limit):slug=\(slug)"
    }

    /// The tag of all pages of a product, whatever their keys.
    static func tag(productID: ObjectID) -> String { "product:\(productID)" }
}
