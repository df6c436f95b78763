public import BSON
public import ShopCore

/// Who asks for an order.
public enum OrderCaller: Hashable, Sendable {
    case account(Identity)
    /// Whoever has the token that opens the order with this id; see ``OrderTokens``.
    case orderToken(ObjectID)

    /// A name that no other caller has.
    public var name: String {
        switch self {
        case .account(let identity): identity.userID.hexString
        case .orderToken(let id): "order \(id.hexString)"
        }
    }

    /// Whether an order is the caller's own.
    public func owns(_ order: Order) -> Bool {
        switch self {
        case .account(let identity): identity.keyID == nil && order.userID == identity.userID.hexString
        case .orderToken(let id): order.id == id
        }
    }

    /// Whether an order is shown to the caller.
    public func maySee(_ order: Order) -> Bool { self.may(.readOrder, order) }

    /// Whether the caller may do something with an order: with the own one, or, by a permission, with everybody's.
    func may(_ permission: Permission, _ order: Order) -> Bool {
        if self.owns(order) { return true }
        guard case .account(let identity) = self else { return false }
        return identity.permissions.contains(permission)
    }
}
