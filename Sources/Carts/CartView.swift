public import BSON
public import FoundationEssentials
public import Schemas
public import ShopCore

/// A user's cart as the primary contract shows it.
public struct CartView: SchemaObject {
    public var id: ObjectID
    public var userID: String
    public var items: [Line]
    /// The sum of the lines that can be bought.
    public var total: Money
    public var currency: Currency
    public var updatedAt: Date

    public static let schema = Schema(CartView.init) {
        Field("_id", \.id).alsoAs("id")
        Field("user_id", \.userID).example("507f1f77bcf86cd799439011")
        Field("items", \.items)
        Field("total", \.total).example(Money(minorUnits: 499_998))
        Field("currency", \.currency).example(.usd)
        Field("updated_at", \.updatedAt)
    }

    /// A line with the product's present name and price; both are null when it is no longer sold. The total is null, too,
    /// when the line can't be bought as it is stored: its quantity is less than one or more than a cart holds, or the
    /// amount is too large.
    public struct Line: SchemaObject {
        public var productID: Int
        public var quantity: Int
        public var name: String?
        public var price: Money?
        public var image: String?
        public var lineTotal: Money?

        public static let schema = Schema(Line.init) {
            Field("product_id", \.productID).example(1)
            Field("qty", \.quantity).example(2)
            Field("name", \.name).example("Gaming Laptop Pro")
            Field("price", \.price).example(Money(minorUnits: 249_999))
            Field("image", \.image)
            Field("line_total", \.lineTotal).example(Money(minorUnits: 499_998))
        }
    }

    public init(_ cart: PricedCart) {
        var total = Money.zero
        var lines: [Line] = []
        for line in cart.lines {
            let sum = line.total.flatMap { total.adding($0) }
            if let sum { total = sum }
            lines.append(
                Line(
                    productID: line.item.productID, quantity: line.item.quantity, name: line.product?.name,
                    price: line.product?.price, image: line.product?.image, lineTotal: sum == nil ? nil : line.total))
        }
        self.init(
            id: cart.id, userID: cart.userID ?? "", items: lines, total: total, currency: .usd,
            updatedAt: cart.updatedAt)
    }

    init(id: ObjectID, userID: String, items: [Line], total: Money, currency: Currency, updatedAt: Date) {
        self.id = id
        self.userID = userID
        self.items = items
        self.total = total
        self.currency = currency
        self.updatedAt = updatedAt
    }
}
