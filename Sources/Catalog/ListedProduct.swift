public import BSON

/// A product as it is shown, with what the shop knows of its category and its vendor.
public struct ListedProduct: Sendable {
    public let product: Product
    public let category: Category?
    /// Nil for the shop's own, and for those of somebody who is no vendor any more.
    public let vendor: Vendor?

    /// Who sells it.
    public struct Vendor: Sendable {
        public let id: ObjectID
        public let name: String
    }

    /// The product as the primary contract shows it.
    public var shown: Product { self.product.shown }

    /// - Parameter vendorName: nil for who is no vendor.
    init(_ product: Product, _ category: Category?, vendorName: String?) {
        self.product = product
        self.category = category
        self.vendor = product.vendorID.flatMap { id in vendorName.map { Vendor(id: id, name: $0) } }
    }
}
