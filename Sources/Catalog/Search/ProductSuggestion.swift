public import Schemas

/// A product that somebody may be about to type.
public struct ProductSuggestion: SchemaObject {
    public var name: String
    public var slug: String

    public static let schema = Schema(ProductSuggestion.init) {
        Field("name", \.name)
        Field("slug", \.slug)
    }
}

/// The same with what it is sorted by.
struct SuggestedName: SchemaObject {
    var name: String
    var slug: String
    var wholeName: String

    static let schema = Schema(SuggestedName.init) {
        Field("name", \.name)
        Field("slug", \.slug)
        Field("search_name", \.wholeName)
    }
}
