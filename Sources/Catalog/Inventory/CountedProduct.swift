public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas
import ShopCore

/// What is there of a product, and what has become of the rest.
public struct CountedProduct: Document {
    public var id: ObjectID
    public var number: Int
    public var name: String
    public var slug: String
    public var isActive: Bool
    /// How many can be bought now, of all variants together.
    public var inventory: Int
    /// How many wait for the payments of orders.
    public var reserved: Int
    public var sold: Int
    public var variants: [Variant]
    public var createdAt: Date
    /// See ``Product/filterLeast``.
    var least: Int
    /// When it was removed so that it can be brought back; nil for any other.
    var removal: Product.Removal?

    public static let schema = Schema("products", CountedProduct.init) {
        Field("_id", \.id)
        Field("product_id", \.number)
        Field("name", \.name)
        Field("slug", \.slug)
        Field("is_active", \.isActive, default: true)
        Field("inventory", \.inventory, default: 0)
        Field("reserved", \.reserved, default: 0)
        Field("sold", \.sold, default: 0)
        Field("variants", \.variants, default: [])
        Field("created_at", \.createdAt, default: Date(timeIntervalSince1970: 0))
        Field("filter_least", \.least, default: 0)
        Field("removal", \.removal, default: nil)
    }

    /// What was ever stocked of it, as far as that is known from what is there.
    var opening: Int { [self.inventory, self.reserved, self.sold].saturatedSum }
}
