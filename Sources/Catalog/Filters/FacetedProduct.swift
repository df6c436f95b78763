import BSON
import Schemas
import ShopCore

/// What of a product facets count.
struct FacetedProduct: SchemaObject {
    var categoryIDs: [ObjectID]
    var tags: [String]
    var price: Money
    var rating: ProductRating
    /// See ``Product/filterOptions``.
    var options: [String]
    /// See ``Product/filterVariants``; only there where options are filtered by.
    var variants: [VariantKeys]

    static let schema = Schema(FacetedProduct.init) {
        Field("category_ids", \.categoryIDs, default: [])
        Field("tags", \.tags, default: [])
        Field("filter_price", \.price, default: .zero)
        Field("rating", \.rating, default: ProductRating())
        Field("filter_options", \.options, default: [])
        Field("filter_variants", \.variants, default: [])
    }

    /// Leaves what has to be read of the products of a filter.
    static func projection(for filter: ProductFilter) -> BSONDocument {
        let names = Self.schema.fieldNames.filter { $0 != "filter_variants" || !filter.options.isEmpty }
        return BSONDocument(names.map { ($0, 1) } + [("_id", 0)])
    }
}
