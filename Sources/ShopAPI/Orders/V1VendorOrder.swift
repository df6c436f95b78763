import BSON
import FoundationEssentials
import Orders
import Schemas
import ShopCore

/// An order as the vendor of some of its lines sees it.
struct V1VendorOrder: SchemaObject {
    var orderID: ObjectID
    var number: String?
    var status: OrderStage
    var placedAt: Date
    var items: [V1OrderLine]
    var currency: Currency
    var shipsTo: V1ShipsTo?

    static let schema = Schema(V1VendorOrder.init) {
        Field("order_id", \.orderID)
        Field("number", \.number).example("B-0123456789")
        Field("status", \.status).example(.confirmed)
        Field("placed_at", \.placedAt)
        Field("items", \.items).described("The lines of the vendor's own products alone.")
        Field("currency", \.currency).example(.usd)
        Field("ships_to", \.shipsTo).described("Null where nothing says where it goes.")
    }
}

extension V1VendorOrder {
    init(_ order: VendorOrder) {
        self.init(
            orderID: order.id, number: order.number.isEmpty ? nil : order.number, status: order.stage,
            placedAt: order.placedAt, items: order.items.map { V1OrderLine($0) }, currency: order.currency,
            shipsTo: order.country.map { V1ShipsTo(city: order.city ?? "", country: $0) })
    }
}

/// Where an order goes, as far as a vendor needs to know.
struct V1ShipsTo: SchemaObject {
    var city: String
    var country: String

    static let schema = Schema(V1ShipsTo.init) {
        Field("city", \.city).example("Berlin")
        Field("country", \.country).described("ISO 3166-1 alpha-2.").example("DE")
    }
}
