public import BSON
public import FoundationEssentials
public import ShopCore

/// A product as it is shown, with what the shop knows of its category and its vendor.
public struct ListedProduct: Sendable {
    public let product: Product
    public let category: Category?
    /// Nil for the shop's own, and for those of somebody who is no vendor any more.
    public let vendor: Vendor?
    /// When its prices are those that are shown.
    public let moment: Date

    /// Who sells it.
    public struct Vendor: Sendable {
        public let id: ObjectID
        public let name: String
    }

    /// - Parameter vendorName: nil for who is no vendor.
    init(_ product: Product, _ category: Category?, vendorName: String?, at moment: Date = .now) {
        self.product = product
        self.category = category
        self.vendor = product.vendorID.flatMap { id in vendorName.map { Vendor(id: id, name: $0) } }
        self.moment = moment
    }

    /// The product as the primary contract shows it to admins.
    public var shown: Product { self.product.shown }

    /// The lowered price while a discount is in force, else nil.
    public var salePrice: Money? { self.product.salePrice(at: self.moment) }

    /// The variants with their prices at the same moment.
    public var variants: [ListedVariant] {
        self.product.variants.map { ListedVariant($0, of: self.product, at: self.moment) }
    }
}
