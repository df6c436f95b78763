public import BSON

/// Who orders.
public enum Buyer: Hashable, Sendable {
    /// Somebody with an account, whose cart it is.
    case account(ObjectID)
    case guest(GuestBuyer)

    /// Nil for a guest.
    var userID: ObjectID? {
        switch self {
        case .account(let id): id
        case .guest: nil
        }
    }

    /// Nil for who has an account, which has an address.
    var email: String? {
        switch self {
        case .account: nil
        case .guest(let guest): guest.email
        }
    }
}

/// Somebody who orders without an account.
public struct GuestBuyer: Hashable, Sendable {
    /// Shows the cart that is ordered.
    public var cartToken: String
    /// An address of mail in the one form in which accounts keep it, so that both are found by it.
    public var email: String

    public init(cartToken: String, email: String) {
        self.cartToken = cartToken
        self.email = email
    }
}
