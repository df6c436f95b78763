package import BSON
package import ShopCore

/// What checkout needs to know of products, wherever those are kept.
package protocol ProductLookup: Sendable {
    /// The products with the given numbers, those that are not for sale included.
    func products(numbered numbers: [Int]) async throws -> [Int: OrderedProduct]

    /// The products with ids, numbers or slugs, those that are not for sale included: one for each name, nil where there is
    /// none.
    func products(named names: [String]) async throws -> [OrderedProduct?]
}

/// A product as a line of an order keeps it.
package struct OrderedProduct: Sendable {
    package var id: ObjectID
    package var number: Int
    package var name: String
    package var price: Money
    package var isActive: Bool
    /// How many one order may have, all variants together; nil for as many as there are.
    package var maximumPerOrder: Int?
    /// Of one piece, in grams; nil where it is not known.
    package var weight: Int?
    /// Who sells it; nil for the shop itself.
    package var vendorID: ObjectID?
    /// The ids of all categories that it is in.
    package var categories: [ObjectID]
    /// Not empty for a product that is sold by variant only.
    package var variants: [Variant]

    package init(
        id: ObjectID, number: Int, name: String, price: Money, isActive: Bool, maximumPerOrder: Int?, weight: Int?,
        vendorID: ObjectID?, categories: [ObjectID], variants: [Variant]
    ) {
        self.id = id
        self.number = number
        self.name = name
        self.price = price
        self.isActive = isActive
        self.maximumPerOrder = maximumPerOrder
        self.weight = weight
        self.vendorID = vendorID
        self.categories = categories
        self.variants = variants
    }

    /// A variant as a line of an order keeps it.
    package struct Variant: Sendable {
        package var id: ObjectID
        package var sku: String
        package var options: VariantOptions
        /// Nil for the product's.
        package var price: Money?
        package var isActive: Bool

        package init(id: ObjectID, sku: String, options: VariantOptions, price: Money?, isActive: Bool) {
            self.id = id
            self.sku = sku
            self.options = options
            self.price = price
            self.isActive = isActive
        }
    }

    /// What a line of a cart sells, with its price.
    ///
    /// - Parameter variantID: the line's.
    /// - Returns: nil when it can't be bought, or not so: without a variant where there are some, or the other way round.
    func offer(of variantID: ObjectID?) -> (variant: Variant?, price: Money)? {
        // Another program, or somebody with a shell, may have stored a price that is none.
        guard self.isActive, self.price > .zero else { return nil }
        guard variantID != nil || !self.variants.isEmpty else { return (nil, self.price) }
        guard let variant = self.variants.first(where: { $0.id == variantID }), variant.isActive else { return nil }
        let price = variant.price ?? self.price
        return price > .zero ? (variant, price) : nil
    }
}
