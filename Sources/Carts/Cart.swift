public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas
public import ShopCore

/// What somebody means to buy. There is one cart a user, and any number without one.
public struct Cart: Document {
    public var id = ObjectID()
    /// The user's identifier as text; nil for an anonymous cart.
    public var userID: String?
    public var items: [CartItem] = []
    public var updatedAt = Date.now
    /// What the token of an anonymous cart comes to.
    public var tokenHash: String?
    /// When an anonymous cart ends if it is not used.
    public var expiresAt: Date?
    /// The code of a coupon.
    public var coupon: String?

    public static let schema = Schema("carts", Cart.init) {
        Field("_id", \.id).alsoAs("id")
        Field("user_id", \.userID)
        Field("items", \.items, default: [])
        Field("updated_at", \.updatedAt, default: .now).setOnChange()
        Field("token_hash", \.tokenHash)
        Field("expires_at", \.expiresAt)
        Field("coupon", \.coupon)
    }

    public static let indexes = [
        Index<Cart>(.ascending(\.userID)).unique().only(where: \.userID > ""),
        Index<Cart>(.ascending(\.tokenHash)).unique().only(where: \.tokenHash > ""),
        Index<Cart>(.ascending(\.expiresAt)).expiring(after: .zero),
    ]
}

/// A line of a cart: there is one of a product, or of each variant of it.
public struct CartItem: SchemaObject, Hashable {
    /// The product's number, not its identifier.
    public var productID: Int
    /// Nil for a product without variants.
    public var variantID: ObjectID?
    public var quantity: Int
    /// What one cost when the line was made or last changed; nil where another program did that.
    public var seenPrice: Money?

    public static let schema = Schema(CartItem.init) {
        Field("product_id", \.productID)
        Field("variant_id", \.variantID)
        Field("qty", \.quantity).positive().range(...highestQuantity)
        Field("seen_price", \.seenPrice)
    }

    /// The most of one product that a cart holds.
    public static let highestQuantity = 1000

    /// The most lines that a cart holds.
    public static let mostLines = 100

    /// Whether both are the same product and variant, of which a cart has one line.
    func isSameLine(as other: CartItem) -> Bool {
        self.productID == other.productID && self.variantID == other.variantID
    }

    /// Whether a cart may hold so many. Other programs have stored carts by other rules.
    public var isAllowed: Bool { 1...Self.highestQuantity ~= self.quantity }
}
