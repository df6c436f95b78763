package import ShopCore

/// What carts need to know of products, wherever those are kept.
package protocol ProductLookup: Sendable {
    /// The products with the given numbers, those that are not for sale included.
    func products(numbered numbers: [Int]) async throws -> [Int: ProductSummary]
}

/// A product as a line of a cart shows it.
package struct ProductSummary: Sendable {
    package var name: String
    package var price: Money
    package var image: String?
    package var isActive: Bool

    package init(name: String, price: Money, image: String?, isActive: Bool) {
        self.name = name
        self.price = price
        self.image = image
        self.isActive = isActive
    }

    /// Whether it can be bought. Another program, or somebody with a shell, may have stored a price that is none.
    var isForSale: Bool { self.isActive && self.price > .zero }
}
