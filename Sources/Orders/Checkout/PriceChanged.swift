public import ShopCore

/// An order would not cost what its client expects. Nothing was ordered.
public struct PriceChanged: Error {
    /// What would be ordered, at the present prices.
    public let items: [OrderItem]
    public let total: Money
}
