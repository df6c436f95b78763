public import BSON
import FoundationEssentials
import ShopCore

/// The tokens that open guests' orders: an order, an expiry and an HMAC of both, so that none needs to be stored. The key is used
/// for nothing else.
public struct OrderTokens: Sendable {
    /// How long a token is good after the order was placed, in seconds.
    static let lifetime: TimeInterval = 30 * 24 * 3600

    private let keys: PurposeKeys

    /// - Parameter secrets: what tokens are signed with: the present secret first, then the one of before, if there is one.
    package init(secrets: [String]) {
        self.keys = PurposeKeys(secrets, for: "bodega tokens that open orders")
    }

    /// The token of an order, the same each time; nil for one that an account has placed.
    public func token(for order: Order) -> String? {
        guard order.isGuests else { return nil }
        return self.keys.token(for: order.id, until: order.createdAt.addingTimeInterval(Self.lifetime))
    }

    /// The order that a token opens; nil when it is malformed or has expired.
    public func order(of token: String) -> ObjectID? { self.keys.id(of: token) }
}
