public import BSON
public import FoundationEssentials
public import ShopCore

/// A product on a wishlist: as it is now, or, where it is not sold any more, as it was when it was added.
public struct WishedProduct: Sendable {
    public var id: ObjectID
    public var number: Int
    public var name: String
    public var slug: String
    /// Where a picture is that was not uploaded.
    public var image: String?
    /// The first picture that was uploaded; nil for what is not sold any more.
    public var pictureID: ObjectID?
    public var price: Money
    /// Whether it can be bought now.
    public var isAvailable: Bool
    public var addedAt: Date

    /// - Parameter product: what is known of it now.
    init(_ entry: WishlistEntry, _ product: ProductSummary?) {
        self.id = entry.productID
        self.addedAt = entry.addedAt
        if let product, product.isForSale {
            self.number = product.number
            self.name = product.name
            self.slug = product.slug
            self.image = product.image
            self.pictureID = product.pictureID
            self.price = product.price
            self.isAvailable = product.inventory > 0
        } else {
            self.number = entry.number
            self.name = entry.name
            self.slug = entry.slug
            self.image = entry.image
            self.price = entry.price
            self.isAvailable = false
        }
    }
}
