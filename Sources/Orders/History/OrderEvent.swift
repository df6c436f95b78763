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

    public static let schema = Schema(OrderEvent.init(id:event:at:author:note:)) {
        Field("_id", \.id)
        Field("event", \.event)
        Field("at", \.at)
        Field("author", \.author)
        Field("note", \.note).encrypted()
    }

    package init(
        id: ObjectID = ObjectID(), _ event: OrderEventKind, at: Date, by author: Author?, note: String? = nil
    ) {
        self.id = id
        self.event = event
        self.at = at
        self.author = author
        self.note = note
    }

    private init(id: ObjectID, event: OrderEventKind, at: Date, author: Author?, note: String?) {
        self.init(id: id, event, at: at, by: author, note: note)
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
    case refunded
}
