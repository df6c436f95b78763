import Catalog
import Schemas

/// What somebody has begun to type.
struct V1SuggestionQuery: SchemaObject {
    var text: String

    static let schema = Schema(V1SuggestionQuery.init) {
        Field("q", \.text, default: "").length(...200)
            .described("Words of a product's name, the last of which may be the beginning of one.").example("gaming l")
    }
}

/// Names of products that may be meant, ten at most.
struct V1Suggestions: SchemaObject {
    var items: [ProductSuggestion]

    static let schema = Schema(V1Suggestions.init) {
        Field("items", \.items)
    }
}
