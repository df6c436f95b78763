public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas

/// What a user means to buy. There is one cart a user.
public struct Cart: Document {
    public var id = ObjectID()
    /// The user's identifier as text.
    public var userID: String
    public var items: [CartItem] = []
    public var updatedAt = Date.now

    public static let schema = Schema("carts", Cart.init) {
        Field("_id", \.id).alsoAs("id")
        Field("user_id", \.userID).unique()
        Field("items", \.items, default: [])
        Field("updated_at", \.updatedAt, default: .now).setOnChange()
    }
}

/// A line of a cart.
public struct CartItem: SchemaObject, Hashable {
    /// The product's number, not its identifier.
    public var productID: Int
    public var quantity: Int

    public static let schema = Schema(CartItem.init) {
        Field("product_id", \.productID)
        Field("qty", \.quantity).positive().range(...highestQuantity)
    }

    /// The most of one product that a cart holds.
    public static let highestQuantity = 1000

    /// Whether a cart may hold so many. Other programs have stored carts by other rules.
    public var isAllowed: Bool { 1...Self.highestQuantity ~= self.quantity }
}
