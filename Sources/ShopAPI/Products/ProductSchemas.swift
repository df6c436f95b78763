import Schemas

/// Which products to list.
struct ProductListQuery: SchemaObject {
    var text: String?
    var productID: Int?
    var skip: Int
    var limit: Int

    static let schema = Schema(ProductListQuery.init) {
        Field("q", \.text).length(...200).described("Text in the name or the category, in any letter case.")
            .example("laptop")
        // No number is refused that can be read; the description says how far that goes.
        Field("product_id", \.productID).range(Int.min...Int.max).described("The number of the one product wanted.")
        Field.skip(\ProductListQuery.skip)
        Field.limit(\ProductListQuery.limit, usual: 20, most: 100)
    }
}

/// Which product to show.
struct ProductPath: SchemaObject {
    var slug: String

    static let schema = Schema(ProductPath.init) {
        Field("slug", \.slug).described("The product's name in URLs.").example("gaming-laptop-pro")
    }
}
