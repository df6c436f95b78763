public import BSON
public import FoundationEssentials
public import ShopCore

/// What a vendor is shown of an order: the lines of the own products, and of the buyer where they go.
public struct VendorOrder: Sendable {
    public let id: ObjectID
    /// Empty where an earlier version placed the order and no step has followed yet.
    public let number: String
    public let stage: OrderStage
    public let placedAt: Date
    public let items: [OrderItem]
    public let currency: Currency
    /// Nil where nothing says where it goes.
    public let city: String?
    public let country: String?

    init(_ order: Order, of vendorID: ObjectID) {
        self.id = order.id
        self.number = order.number
        self.stage = order.stage
        self.placedAt = order.createdAt
        self.items = order.items.filter { $0.vendorID == vendorID }
        self.currency = order.currency
        self.city = order.shippingAddress?.city
        self.country = order.shippingAddress?.country
    }
}
