public import FoundationEssentials

/// A cart of somebody who is not logged in, for whoever has the token.
public struct AnonymousCart: Sendable {
    /// Only its hash is stored.
    public let token: String
    /// When it ends if it is not used.
    public let expiresAt: Date
}
