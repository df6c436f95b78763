import BSON
import MongoODM
import Schemas

/// What of a product that was found tells how well it matches.
struct SearchMatch: SchemaObject {
    var id: ObjectID
    var wholeName: String
    var tags: [String]
    /// Those of the words searched for that the name has.
    var nameWords: [String]
    /// Those that it has anywhere.
    var words: [String]

    static let schema = Schema(SearchMatch.init) {
        Field("_id", \.id)
        Field("search_name", \.wholeName, default: "")
        Field("tags", \.tags, default: [])
        Field("search_name_words", \.nameWords, default: [])
        Field("search_words", \.words, default: [])
    }

    /// What the database makes of products.
    static func projection(of words: [String]) -> BSONDocument {
        let words: BSONValue = ["$literal": .array(words.map { .string($0) })]
        func hits(_ field: String) -> BSONValue {
            ["$setIntersection": [["$cond": [["$isArray": .string(field)], .string(field), []]], words]]
        }
        return [
            "$project": [
                "search_name": 1, "tags": 1, "search_name_words": hits("$search_name_words"),
                "search_words": hits("$search_words"),
            ]
        ]
    }
}
