public import BSON
public import FoundationEssentials
public import Schemas
public import ShopCore

/// Money that goes back to who has paid an order.
public struct OrderRefund: SchemaObject, Hashable {
    /// How far it has come.
    public enum State: String, SchemaEnum {
        /// It counts, and the gateway has not said yes yet.
        case pending
        /// The money is on its way back.
        case done
        /// The gateway gave nothing back: it does not count.
        case refused
    }

    /// Also that of the request to the gateway, the same for every try.
    public var id = ObjectID()
    /// Of which currency the order says.
    public var amount: Money
    /// Which pieces it is for; none where only an amount was named.
    public var items: [RefundedItem] = []
    /// Whether its pieces came back into the stock.
    public var restocks = false
    /// Why, as the buyer may read it.
    public var reason: String?
    public var state = State.pending
    /// When it was asked for.
    public var at = Date.now
    /// Who has asked for it, by the identifier alone; nil for who has no account.
    public var authorID: ObjectID?
    /// What the gateway calls it; nil where none was asked, or has not answered yet.
    public var gatewayID: String?
    /// Why the gateway refused, in a word for programs.
    public var failure: String?

    public static let schema = Schema(OrderRefund.init) {
        Field("_id", \.id)
        Field("amount", \.amount)
        Field("items", \.items, default: [])
        Field("restock", \.restocks, default: false)
        Field("reason", \.reason).encrypted()
        Field("state", \.state)
        Field("at", \.at)
        Field("author", \.authorID)
        Field("gateway_id", \.gatewayID)
        Field("failure", \.failure)
    }
}

/// So many pieces of a line of an order.
public struct RefundedItem: SchemaObject, Hashable {
    /// The line's.
    public var itemID: ObjectID
    public var quantity: Int

    public static let schema = Schema(RefundedItem.init) {
        Field("item_id", \.itemID)
        Field("quantity", \.quantity)
    }
}
