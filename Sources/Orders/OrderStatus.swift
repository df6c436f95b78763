public import Schemas

/// Where the payment of an order stands. It leaves `pending` once and for good.
public enum OrderStatus: String, SchemaEnum {
    case pending
    case paid
    case failed
    case canceled
}
