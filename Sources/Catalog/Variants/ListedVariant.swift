public import FoundationEssentials
public import ShopCore

/// A variant as it is shown, with its product.
public struct ListedVariant: Sendable {
    public let variant: Variant
    public let product: Product
    /// When its price is the one that is shown.
    public let moment: Date

    public init(_ variant: Variant, of product: Product, at moment: Date = .now) {
        self.variant = variant
        self.product = product
        self.moment = moment
    }

    /// The lowered price while a discount is in force, else nil.
    public var salePrice: Money? { self.product.salePrice(of: self.variant.price, at: self.moment) }
}
