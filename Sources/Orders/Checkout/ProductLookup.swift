package import BSON
package import ShopCore

/// What checkout needs to know of products, wherever those are kept.
package protocol ProductLookup: Sendable {
    /// The products with the given numbers, those that are not for sale included.
    func products(numbered numbers: [Int]) async throws -> [Int: OrderedProduct]
}

/// A product as a line of an order keeps it.
package struct OrderedProduct: Sendable {
    package var id: ObjectID
    package var name: String
    package var price: Money
    package var isActive: Bool

    package init(id: ObjectID, name: String, price: Money, isActive: Bool) {
        self.id = id
        self.name = name
        self.price = price
        self.isActive = isActive
    }

    /// Whether it can be bought. Another program, or somebody with a shell, may have stored a price that is none.
    var isForSale: Bool { self.isActive && self.price > .zero }
}
