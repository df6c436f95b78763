public import Schemas

/// What happens in the shop and is told to others, in the words of the API.
public enum EventName: String, SchemaEnum {
    case userRegistered = "user.registered"
    case productCreated = "product.created"
    case productUpdated = "product.updated"
    case productDeleted = "product.deleted"
    case reviewCreated = "review.created"
    case orderCreated = "order.created"
    case orderPaid = "order.paid"
    case orderFailed = "order.failed"
    case orderCancelled = "order.cancelled"
    case orderShipped = "order.shipped"
    case orderDelivered = "order.delivered"
    case orderRefunded = "order.refunded"
    case stockLow = "stock.low"
}
