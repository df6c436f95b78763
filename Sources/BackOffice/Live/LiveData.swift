import BSON
import Catalog
import MongoJobs
import Orders
package import Schemas
import ShopCore

/// An order, after something has happened to it.
package struct LiveOrder: SchemaObject {
    var id: ObjectID
    var number: String?
    var status: OrderStage
    var paymentStatus: PaymentStatus
    var total: Money
    var refunded: Money
    var currency: Currency

    package static let schema = Schema(LiveOrder.init) {
        Field("id", \.id)
        Field("number", \.number).example("B-0123456789")
        Field("status", \.status).example(.confirmed)
        Field("payment_status", \.paymentStatus).example(.paid)
        Field("total", \.total).example(Money(minorUnits: 299_998))
        Field("refunded", \.refunded).example(.zero)
        Field("currency", \.currency).example(.usd)
    }
}

extension LiveOrder {
    init(_ order: Order) {
        self.init(
            id: order.id, number: order.number.isEmpty ? nil : order.number, status: order.stage,
            paymentStatus: order.paymentStatus, total: order.total, refunded: order.refunded, currency: order.currency)
    }
}

/// How much of a product can be bought.
package enum StockState: String, SchemaEnum {
    case inStock = "in_stock"
    case low
    case out
    /// The product is gone.
    case removed
}

/// A product's stock, after it has changed.
package struct LiveStock: SchemaObject {
    var productID: ObjectID
    var inventory: Int
    var state: StockState

    package static let schema = Schema(LiveStock.init) {
        Field("product_id", \.productID)
        Field("inventory", \.inventory).described("What can be bought now, of all variants together.").example(3)
        Field("state", \.state).described("`low` at `LOW_STOCK_THRESHOLD` or less.").example(.low)
    }
}

/// A job that has begun, gone on or ended.
package struct LiveJob: SchemaObject {
    var id: ObjectID
    var kind: String
    var state: JobState
    var progress: Double?
    var subjectID: ObjectID?

    package static let schema = Schema(LiveJob.init) {
        Field("id", \.id)
        Field("kind", \.kind).example("invoice")
        Field("state", \.state).example(.running)
        Field("progress", \.progress).described("From 0 to 1; null where it is not known.").example(0.5)
        Field("subject_id", \.subjectID).described("The export that it makes, or the import; null for other jobs.")
    }
}

/// Whether a review is shown.
package enum ReviewState: String, SchemaEnum {
    case visible
    case hidden
    case removed
}

/// A review, after it was written or changed.
package struct LiveReview: SchemaObject {
    var id: ObjectID
    var productID: ObjectID?
    var rating: Int?
    var state: ReviewState

    package static let schema = Schema(LiveReview.init) {
        Field("id", \.id)
        Field("product_id", \.productID).described("Null when it was removed.")
        Field("rating", \.rating).described("Null when it was removed.").example(5)
        Field("state", \.state).example(.visible)
    }
}

/// Why what is shown has to be read anew.
package enum ResetReason: String, SchemaEnum {
    /// The client came without an event that it knows.
    case new
    /// What has happened since that event is not known any more.
    case lost
}

/// That what is shown has to be read anew.
package struct LiveReset: SchemaObject {
    var reason: ResetReason

    package static let schema = Schema(LiveReset.init) {
        Field("reason", \.reason).described(
            "`new` for who came without `Last-Event-ID`; `lost` where what has happened since then is not known any more."
        )
        .example(.new)
    }
}
