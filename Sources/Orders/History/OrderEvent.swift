public import BSON
public import FoundationEssentials
public import Schemas
public import ShopCore

/// Something that happened to an order.
public struct OrderEvent: SchemaObject, Hashable {
    /// That of the entry of the audit log that it becomes.
    public var id = ObjectID()
    public var event: OrderEventKind
    public var at: Date
    /// Nil where it is not known.
    public var author: Author?
    public var note: String?
    /// Which of the order's refunds it is about; nil for none.
    public var refundID: ObjectID?

    public static let schema = Schema(OrderEvent.init(id:event:at:author:note:refundID:)) {
        Field("_id", \.id)
        Field("event", \.event)
        Field("at", \.at)
        Field("author", \.author)
        Field("note", \.note).encrypted()
        Field("refund_id", \.refundID)
    }

    package init(
        id: ObjectID = ObjectID(), _ event: OrderEventKind, at: Date, by author: Author?, note: String? = nil,
        refund: ObjectID? = nil
    ) {
        self.id = id
        self.event = event
        self.at = at
        self.author = author
        self.note = note
        self.refundID = refund
    }

    private init(
        id: ObjectID, event: OrderEventKind, at: Date, author: Author?, note: String?, refundID: ObjectID?
    ) {
        self.init(id: id, event, at: at, by: author, note: note, refund: refundID)
    }
}

/// What can happen to an order.
public enum OrderEventKind: String, SchemaEnum {
    case placed
    /// The payment was refused; the order waits for another try.
    case paymentFailed = "payment_failed"
    case paid
    case confirmed
    case processing
    case shipped
    case delivered
    case cancelled
    case failed
    /// The last of what was paid has gone back, and the order is over by it.
    case refunded
    /// Money is to go back. It is for the audit log: the buyer is told when it has.
    case refundAsked = "refund_asked"
    /// Money has gone back: a part of what was paid, or that of an order which was over before.
    case refundDone = "refund_done"
    /// The gateway did not give money back. Somebody of the shop must look after it.
    case refundRefused = "refund_refused"

    /// Those after which payment and delivery of the order are what they were before.
    static let asides: [OrderEventKind] = [.paymentFailed, .refundAsked, .refundDone, .refundRefused]
}
