public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas
public import ShopCore

/// A way in which the shop sends goods.
public struct ShippingMethod: Document {
    public var id = ObjectID()
    public var name: String
    public var price: Money
    /// How long it takes.
    public var days: Int
    /// The codes of the countries that it goes to; none where it goes to all.
    public var countries: [String] = []
    /// What the lines of an order must come to.
    public var minimum: Money?
    /// In grams.
    public var maximumWeight: Int?
    public var createdAt = Date.now
    /// How often it was changed.
    public var revision = 0

    public static let schema = Schema("shipping_methods", ShippingMethod.init) {
        Field("_id", \.id)
        Field("name", \.name)
        Field("price", \.price)
        Field("days", \.days)
        Field("countries", \.countries, default: [])
        Field("min_subtotal", \.minimum)
        Field("max_weight", \.maximumWeight)
        Field("created_at", \.createdAt, default: .now)
        Field("revision", \.revision, default: 0).revision()
    }

    /// As others know it. One that another program has stored may have any price.
    var offer: ShippingOffer {
        ShippingOffer(
            id: self.id.hexString, name: self.name, price: max(self.price, .zero), days: max(self.days, 0),
            countries: self.countries, minimum: self.minimum, maximumWeight: self.maximumWeight)
    }
}
