import BackOffice
import RouteKit
import Schemas
import ShopCore

/// The products that sold best.
struct V1TopProducts: SchemaObject, RouteOutput {
    var items: [V1SoldProduct]

    static let schema = Schema(V1TopProducts.init) { Field("items", \.items) }
}

/// How a product sold.
struct V1SoldProduct: SchemaObject {
    var productID: String
    var name: String
    var quantity: Int
    var revenue: Money

    static let schema = Schema(V1SoldProduct.init) {
        Field("product_id", \.productID).example("507f1f77bcf86cd799439012")
        Field("name", \.name).described("As it is called now, or was when it was sold last.")
            .example("Gaming Laptop Pro")
        Field("quantity", \.quantity).example(3)
        Field("revenue", \.revenue).described("What its lines cost, less their discounts.")
            .example(Money(minorUnits: 449_997))
    }
}

extension V1SoldProduct {
    init(_ product: NamedSales) {
        self.init(
            productID: product.sales.productID, name: product.name, quantity: product.sales.quantity,
            revenue: product.sales.revenue)
    }
}

/// Where what was sold went.
struct V1Regions: SchemaObject, RouteOutput {
    var items: [V1Region]

    static let schema = Schema(V1Regions.init) {
        Field("items", \.items).described("Those with the most revenue first.")
    }
}

/// What went to a part of the world.
struct V1Region: SchemaObject {
    var country: String?
    var state: String?
    var orders: Int
    var revenue: Money

    static let schema = Schema(V1Region.init) {
        Field("country", \.country).described("Null for orders without an address.").example("US")
        Field("state", \.state).example("CA")
        Field("orders", \.orders).example(12)
        Field("revenue", \.revenue).example(Money(minorUnits: 299_998))
    }
}

extension V1Region {
    init(_ sold: SoldRegion) {
        self.init(
            country: sold.region.country, state: sold.region.state, orders: sold.orders, revenue: sold.revenue)
    }
}
