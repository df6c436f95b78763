public import BSON

/// Whose cart it is.
public enum CartOwner: Hashable, Sendable {
    case user(ObjectID)
    /// Somebody who is not logged in, by the token of an anonymous cart.
    case visitor(token: String)

    /// Nil for a visitor.
    var userID: ObjectID? {
        switch self {
        case .user(let id): id
        case .visitor: nil
        }
    }
}
