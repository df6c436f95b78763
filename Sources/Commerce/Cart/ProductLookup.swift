public import BSON

/// What carts and checkout need to know of products, wherever those are kept.
public protocol ProductLookup: Sendable {
    /// The products with the given numbers, those that are not for sale included.
    func products(numbered numbers: [Int]) async throws -> [Int: ProductSummary]
}

/// A product as a line of a cart or an order sees it.
public struct ProductSummary: Hashable, Sendable {
    public var id: ObjectID
    public var productID: Int
    public var name: String
    public var price: Money
    public var image: String?
    public var isActive: Bool

    public init(id: ObjectID, productID: Int, name: String, price: Money, image: String?, isActive: Bool) {
        self.id = id
        self.productID = productID
        self.name = name
        self.price = price
        self.image = image
        self.isActive = isActive
    }

    /// Whether it can be bought. Another program, or somebody with a shell, may have stored a price that is none.
    public var isForSale: Bool { self.isActive && self.price > .zero }
}
