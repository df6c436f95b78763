public import Schemas

/// What an account may do.
public enum Role: String, SchemaEnum {
    /// A customer.
    case user
    /// Somebody who sells own products in the shop.
    case vendor
    case admin
}
