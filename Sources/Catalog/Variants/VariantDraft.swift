public import BSON
public import Schemas
public import ShopCore

/// A variant as an admin enters it.
public struct VariantDraft: Sendable {
    public var sku: String
    public var options: VariantOptions
    /// Nil for the product's.
    public var price: Money?
    /// Nil for none, or, of a product's first variant, for what the product has.
    public var inventory: Int?
    /// One of the product's pictures.
    public var imageID: ObjectID?
    public var isActive: Bool

    public init(
        sku: String, options: VariantOptions, price: Money?, inventory: Int?, imageID: ObjectID? = nil, isActive: Bool
    ) {
        self.sku = sku
        self.options = options
        self.price = price
        self.inventory = inventory
        self.imageID = imageID
        self.isActive = isActive
    }
}

/// Some fields of a variant to be changed, the others to be left alone.
public struct VariantChanges: Sendable {
    public var sku: Patch<String>
    public var options: Patch<VariantOptions>
    public var price: Patch<Money?>
    public var inventory: Patch<Int>
    public var imageID: Patch<ObjectID?>
    public var isActive: Patch<Bool>

    public init(
        sku: Patch<String>, options: Patch<VariantOptions>, price: Patch<Money?>, inventory: Patch<Int>,
        imageID: Patch<ObjectID?> = .unchanged, isActive: Patch<Bool>
    ) {
        self.sku = sku
        self.options = options
        self.price = price
        self.inventory = inventory
        self.imageID = imageID
        self.isActive = isActive
    }
}
