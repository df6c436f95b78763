public import BSON
public import Schemas
public import ShopCore

/// One of the forms in which a product is sold, such as a size, with a price and a stock of its own.
public struct Variant: SchemaObject, Hashable {
    public var id = ObjectID()
    /// What the shop's keepers call it; no two variants of the shop have the same.
    public var sku: String
    public var options: VariantOptions
    /// Nil for the product's.
    public var price: Money?
    /// How many can be bought now.
    public var inventory: Int
    /// How many wait for the payments of orders.
    public var reserved = 0
    public var sold = 0
    /// How many were ever put in stock: what can be bought, is reserved or sold.
    public var stocked: Int
    public var imageID: ObjectID?
    /// Whether it is sold, where its product is.
    public var isActive = true

    public static let schema = Schema(Variant.init) {
        Field("_id", \.id)
        Field("sku", \.sku)
        Field("options", \.options)
        Field("price", \.price, default: nil).positive()
        Field("inventory", \.inventory).range(0...)
        Field("reserved", \.reserved, default: 0).range(0...)
        Field("sold", \.sold, default: 0).range(0...)
        Field("stocked", \.stocked)
        Field("image_id", \.imageID, default: nil)
        Field("is_active", \.isActive, default: true)
    }

    /// Has so many for sale, whatever it had.
    mutating func setInventory(_ inventory: Int) {
        self.inventory = inventory
        self.stocked = [self.inventory, self.reserved, self.sold].saturatedSum
    }
}
