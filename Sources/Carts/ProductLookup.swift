package import BSON
package import ShopCore

/// What carts need to know of products, wherever those are kept.
///
/// It may be as old as what the product's page shows, which is all that a cart promises: what it costs and whether there is
/// enough is decided when an order is placed and paid.
package protocol ProductLookup: Sendable {
    /// The products with the given numbers, those that are not for sale included.
    func products(numbered numbers: [Int]) async throws -> [Int: ProductSummary]

    /// The products with the given ids, those that are not for sale included.
    func products(withIDs ids: [ObjectID]) async throws -> [ObjectID: ProductSummary]

    /// The product with an id, a number or a slug, also one that is not for sale.
    func product(named name: String) async throws -> ProductSummary?

    /// The same for several: a product for each name, nil where there is none.
    func products(named names: [String]) async throws -> [ProductSummary?]
}

/// A product as a line of a cart shows it.
package struct ProductSummary: Sendable {
    package var id: ObjectID
    package var number: Int
    package var slug: String
    package var name: String
    package var price: Money
    /// Where a picture is that was not uploaded.
    package var image: String?
    /// The first picture that was uploaded.
    package var pictureID: ObjectID?
    package var isActive: Bool
    /// How many can be bought now.
    package var inventory: Int
    /// How many one order may have, all variants together; nil for as many as there are.
    package var maximumPerOrder: Int?
    /// Of one piece, in grams; nil where it is not known.
    package var weight: Int?
    /// The ids of all categories that it is in.
    package var categories: [ObjectID]
    /// Not empty for a product that is sold by variant only.
    package var variants: [Variant]

    package init(
        id: ObjectID, number: Int, slug: String, name: String, price: Money, image: String?, pictureID: ObjectID?,
        isActive: Bool, inventory: Int, maximumPerOrder: Int?, weight: Int?, categories: [ObjectID], variants: [Variant]
    ) {
        self.id = id
        self.number = number
        self.slug = slug
        self.inventory = inventory
        self.maximumPerOrder = maximumPerOrder
        self.weight = weight
        self.categories = categories
        self.variants = variants
        self.name = name
        self.price = price
        self.image = image
        self.pictureID = pictureID
        self.isActive = isActive
    }

    /// Whether it can be bought. Another program, or somebody with a shell, may have stored a price that is none.
    var isForSale: Bool { self.isActive && self.price > .zero }

    /// A variant of a product.
    package struct Variant: Sendable {
        package var id: ObjectID
        package var options: VariantOptions
        /// Nil for the product's.
        package var price: Money?
        /// The picture that shows it, of those that were uploaded.
        package var pictureID: ObjectID?
        package var isActive: Bool
        /// How many can be bought now.
        package var inventory: Int

        package init(
            id: ObjectID, options: VariantOptions, price: Money?, pictureID: ObjectID?, isActive: Bool, inventory: Int
        ) {
            self.id = id
            self.options = options
            self.price = price
            self.pictureID = pictureID
            self.isActive = isActive
            self.inventory = inventory
        }
    }
}
