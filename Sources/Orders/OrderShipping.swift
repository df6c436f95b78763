public import Schemas
public import ShopCore

/// How an order is sent, as it was offered when the order was placed.
public struct OrderShipping: SchemaObject, Hashable {
    /// Of the shop's table, or `standard`.
    public var id: String
    public var name: String
    public var price: Money
    /// How long it takes; nil where nobody says.
    public var days: Int?

    public static let schema = Schema(OrderShipping.init) {
        Field("id", \.id)
        Field("name", \.name)
        Field("price", \.price)
        Field("days", \.days)
    }

    package init(id: String, name: String, price: Money, days: Int?) {
        self.id = id
        self.name = name
        self.price = price
        self.days = days
    }
}
