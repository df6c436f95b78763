import BSON
import Schemas
import ShopCore

/// A PaymentIntent, as far as the shop reads it.
struct StripeIntent: SchemaObject {
    var id: String
    var amount: Int64
    var currency: String
    var status: String
    var clientSecret: String?
    var lastPaymentError: StripeFailure?
    var metadata: StripeMetadata?

    static let schema = Schema(StripeIntent.init) {
        Field("id", \.id)
        Field("amount", \.amount)
        Field("currency", \.currency)
        Field("status", \.status)
        Field("client_secret", \.clientSecret)
        Field("last_payment_error", \.lastPaymentError)
        Field("metadata", \.metadata)
    }

    /// - Throws: ``PaymentError`` `misconfigured` for one that no shop like this has made.
    func intent() throws(PaymentError) -> PaymentIntent {
        PaymentIntent(
            id: self.id, orderID: self.metadata?.order, amount: try Money(stripe: self.amount, self.currency),
            state: try self.state(), clientSecret: self.clientSecret)
    }

    private func state() throws(PaymentError) -> PaymentIntent.State {
        switch self.status {
        case "requires_confirmation": .open
        case "requires_payment_method": self.lastPaymentError.map { .refused($0.refusal) } ?? .waiting
        case "requires_action": .waiting
        case "processing": .processing
        case "requires_capture": .authorized
        case "succeeded": .paid
        case "canceled": .canceled
        default: throw .misconfigured("intents have a status that is not known: \(self.status.prefix(50))")
        }
    }
}

/// What the shop has written on something.
struct StripeMetadata: SchemaObject {
    var orderID: String?
    var refundID: String?

    static let schema = Schema(StripeMetadata.init) {
        Field("order_id", \.orderID)
        Field("refund_id", \.refundID)
    }

    var order: ObjectID? { self.orderID.flatMap { ObjectID($0) } }
    var refund: ObjectID? { self.refundID.flatMap { ObjectID($0) } }
}

extension Money {
    /// - Throws: ``PaymentError`` `misconfigured` for a currency that the shop does not know.
    init(stripe minorUnits: Int64, _ currency: String) throws(PaymentError) {
        guard let currency = Currency(rawValue: currency) else {
            throw .misconfigured("an amount is in a currency that the shop does not know")
        }
        self.init(minorUnits: minorUnits, currency: currency)
    }
}
