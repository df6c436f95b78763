import BSON
import Catalog
import Schemas
import ShopCore

/// How many products each further filter would leave, each without its own kind.
struct V1Facets: SchemaObject {
    var categories: [V1CategoryCount]
    var tags: [V1Tag]
    var price: [V1PriceCount]
    var rating: [V1RatingCount]
    var options: [ExactText: [V1OptionCount]]

    static let schema = Schema(V1Facets.init) {
        Field("categories", \.categories).described("With what is in their parts; those with the most products first.")
        Field("tags", \.tags).described("Those with the most products first.")
        Field("price", \.price).described("From the lowest to the highest; both ends belong to a range.")
        Field("rating", \.rating).described("From the best on, each with those of the better ones.")
        Field("options", \.options).described("By the name of the option.")
    }

    init(
        categories: [V1CategoryCount], tags: [V1Tag], price: [V1PriceCount], rating: [V1RatingCount],
        options: [ExactText: [V1OptionCount]]
    ) {
        self.categories = categories
        self.tags = tags
        self.price = price
        self.rating = rating
        self.options = options
    }

    init(_ facets: ProductFacets) {
        self.init(
            categories: facets.categories.map {
                V1CategoryCount(id: $0.category.id, name: $0.category.name, slug: $0.category.slug, count: $0.count)
            },
            tags: facets.tags.map { V1Tag(name: $0.name, count: $0.count) },
            price: facets.prices.map { V1PriceCount(from: $0.from, to: $0.to, count: $0.count) },
            rating: facets.ratings.map { V1RatingCount(minimum: $0.minimum, count: $0.count) },
            options: Dictionary(
                facets.options.map { option in
                    (ExactText(option.name), option.values.map { V1OptionCount(value: $0.value, count: $0.count) })
                }
            ) { first, _ in first })
    }
}

/// How many products are in a category.
struct V1CategoryCount: SchemaObject {
    var id: ObjectID
    var name: String
    var slug: String
    var count: Int

    static let schema = Schema(V1CategoryCount.init) {
        Field("id", \.id)
        Field("name", \.name).example("Electronics")
        Field("slug", \.slug).example("electronics")
        Field("count", \.count).example(12)
    }
}

/// How many products cost something in a range.
struct V1PriceCount: SchemaObject {
    var from: Money
    var to: Money
    var count: Int

    static let schema = Schema(V1PriceCount.init) {
        Field("from", \.from).example(Money(minorUnits: 2000))
        Field("to", \.to).example(Money(minorUnits: 4999))
        Field("count", \.count).example(3)
    }
}

/// How many products are rated so well or better.
struct V1RatingCount: SchemaObject {
    var minimum: Int
    var count: Int

    static let schema = Schema(V1RatingCount.init) {
        Field("min", \.minimum).example(4)
        Field("count", \.count).example(7)
    }
}

/// How many products have a variant with a value of an option.
struct V1OptionCount: SchemaObject {
    var value: String
    var count: Int

    static let schema = Schema(V1OptionCount.init) {
        Field("value", \.value).example("M")
        Field("count", \.count).example(5)
    }
}

/// Products that are like one.
struct V1RelatedProducts: SchemaObject {
    var items: [V1Product]

    static let schema = Schema(V1RelatedProducts.init) { Field("items", \.items) }
}
