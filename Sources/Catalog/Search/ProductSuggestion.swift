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
