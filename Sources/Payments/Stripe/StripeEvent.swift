import BSON
import FoundationEssentials
import Schemas

/// An Event, as far as the shop reads it.
struct StripeEvent: SchemaObject {
    var id: String
    var type: String
    var created: Int64
    var data: StripeEventData

    static let schema = Schema(StripeEvent.init) {
        Field("id", \.id)
        Field("type", \.type)
        Field("created", \.created)
        Field("data", \.data)
    }

    /// Nil for an event that says nothing about an order's payment.
    var paymentEvent: PaymentEvent? {
        let object = self.data.object
        guard let kind = self.kind,
            let intent = self.type.hasPrefix("payment_intent.") ? object.id : object.paymentIntent?.name
        else { return nil }
        return PaymentEvent(
            id: self.id, kind: kind, intentID: intent, orderID: object.metadata?.order,
            createdAt: Date(timeIntervalSince1970: TimeInterval(self.created)))
    }

    private var kind: PaymentEvent.Kind? {
        switch self.type {
        case "payment_intent.requires_action": .waiting
        case "payment_intent.processing": .processing
        case "payment_intent.amount_capturable_updated": .authorized
        case "payment_intent.succeeded": .paid
        case "payment_intent.payment_failed": .refused
        case "payment_intent.canceled": .canceled
        case "charge.refunded", "charge.refund.updated", "refund.created", "refund.updated", "refund.failed": .refunded
        default: nil
        }
    }
}

struct StripeEventData: SchemaObject {
    var object: StripeEventObject

    static let schema = Schema(StripeEventData.init) { Field("object", \.object) }
}

/// What has changed: an intent, a charge or a refund, or something that the shop does not look at.
struct StripeEventObject: SchemaObject {
    var id: String?
    var paymentIntent: StripeReference?
    var metadata: StripeMetadata?

    static let schema = Schema(StripeEventObject.init) {
        Field("id", \.id)
        Field("payment_intent", \.paymentIntent)
        Field("metadata", \.metadata)
    }
}

/// Another object of Stripe's: its id, or all of it.
struct StripeReference: SchemaValue {
    var name: String?

    static func read(from reader: any ValueReader) throws(Rejected) -> StripeReference {
        switch try JSONNode.read(from: reader) {
        case .string(let id): StripeReference(name: id)
        case let node:
            if case .string(let id)? = node["id"] { StripeReference(name: id) } else { StripeReference(name: nil) }
        }
    }

    func write(to writer: any ValueWriter) { self.name.write(to: writer) }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        String.jsonSchema(in: &definitions)
    }
}
