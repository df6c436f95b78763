import BSON
import FoundationEssentials
import RouteKit
import Schemas
import Shipping
import ShopCore

/// A method of shipping as its keepers see it.
struct V1ShippingMethod: SchemaObject {
    var id: ObjectID
    var name: String
    var price: Money
    var days: Int
    var countries: [String]
    var minimum: Money?
    var maximumWeight: Int?
    var createdAt: Date

    static let schema = Schema(V1ShippingMethod.init) {
        Field("id", \.id)
        Field("name", \.name).example("express")
        Field("price", \.price).example(Money(minorUnits: 990))
        Field("days", \.days).described("How long it takes.").example(2)
        Field("countries", \.countries).described("Where it goes; none for everywhere.")
        Field("min_subtotal", \.minimum).described("What the lines must come to.")
        Field("max_weight", \.maximumWeight).described("In grams.")
        Field("created_at", \.createdAt)
    }
}

extension V1ShippingMethod {
    init(_ method: ShippingMethod) {
        self.init(
            id: method.id, name: method.name, price: method.price, days: method.days, countries: method.countries,
            minimum: method.minimum, maximumWeight: method.maximumWeight, createdAt: method.createdAt)
    }
}

/// A way in which an order can be sent.
struct V1ShippingOffer: SchemaObject {
    var id: String
    var name: String
    var price: Money
    var days: Int

    static let schema = Schema(V1ShippingOffer.init) {
        Field("id", \.id).described("Names it in an order.").example("standard")
        Field("name", \.name).example("standard")
        Field("price", \.price).example(.zero)
        Field("days", \.days).described("How long it takes.").example(5)
    }
}

/// The ways in which an order can be sent.
struct V1ShippingOffers: SchemaObject, RouteOutput {
    var items: [V1ShippingOffer]

    static let schema = Schema(V1ShippingOffers.init(items:)) {
        Field("items", \.items).described("The cheapest first.")
    }

    init(_ offers: [ShippingOffer]) {
        self.init(items: offers.map { V1ShippingOffer(id: $0.id, name: $0.name, price: $0.price, days: $0.days) })
    }

    private init(items: [V1ShippingOffer]) {
        self.items = items
    }
}
