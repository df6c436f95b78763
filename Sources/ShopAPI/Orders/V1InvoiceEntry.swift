import BSON
import FoundationEssentials
import Orders
import Schemas
import ShopCore

/// An invoice among what the shop has of a user; the document itself is at the order.
struct V1InvoiceEntry: SchemaObject {
    var number: String
    var orderID: ObjectID
    var madeAt: Date
    var total: Money
    var currency: Currency

    static let schema = Schema(V1InvoiceEntry.init) {
        Field("number", \.number).example("2026-000001")
        Field("order_id", \.orderID)
        Field("made_at", \.madeAt)
        Field("total", \.total).example(Money(minorUnits: 299_998))
        Field("currency", \.currency).example(.usd)
    }
}

extension V1InvoiceEntry {
    init(_ invoice: Invoice) {
        self.init(
            number: invoice.number, orderID: invoice.id, madeAt: invoice.madeAt, total: invoice.total,
            currency: invoice.currency)
    }
}
