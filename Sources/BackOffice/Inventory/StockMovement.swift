public import BSON
public import FoundationEssentials

/// A change of what can be bought of a product, and why.
public struct StockMovement: Hashable, Sendable {
    public var change: Int
    /// What somebody has written, or one word.
    public var reason: String
    /// Nil for what no order has changed.
    public var orderID: ObjectID?
    /// Nil for a product without variants.
    public var variantID: ObjectID?
    public var at: Date
}
