public import BSON

/// Whose cart it is.
public enum CartOwner: Hashable, Sendable {
    case user(ObjectID)
    /// Somebody who is not logged in, by the token of an anonymous cart.
    case visitor(token: String)
}
