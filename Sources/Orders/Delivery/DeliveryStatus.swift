public import Schemas

/// Where the delivery of an order stands, from the moment at which its payment is settled.
public enum DeliveryStatus: String, SchemaEnum {
    case confirmed
    case processing
    case shipped
    case delivered
    /// Cancelled after it was confirmed. An order that never was has ``OrderStatus/canceled`` alone.
    case cancelled
    /// All that was paid was given back.
    case refunded
}
