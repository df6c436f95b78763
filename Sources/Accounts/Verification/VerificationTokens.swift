import BSON
import FoundationEssentials
import ShopCore

/// The tokens in the links that verify addresses: a user, an expiry and an HMAC of both, so that none needs to be stored. The key is
/// used for nothing else.
struct VerificationTokens: Sendable {
    /// How long a link is good, in seconds.
    static let lifetime: TimeInterval = 24 * 3600

    private let keys: PurposeKeys

    init(_ settings: TokenSettings) {
        self.keys = PurposeKeys(settings.secrets, for: "bodega links that verify addresses")
    }

    /// The token for a user. For the same moment it is the same one.
    func token(for user: ObjectID, since instant: Date) -> String {
        self.keys.token(for: user, until: instant.addingTimeInterval(Self.lifetime))
    }

    /// Whose address a token verifies; nil when it is malformed or has expired.
    func user(of token: String) -> ObjectID? { self.keys.id(of: token) }
}
