package import BSON
import FoundationEssentials
import ShopCore

/// What signs the links to files of exports: an export, an expiry and an HMAC of both. The key is used for nothing else.
package struct ExportTokens: Sendable {
    /// How long a link is good, in seconds.
    static let lifetime: TimeInterval = 3600

    private let keys: PurposeKeys

    /// - Parameter secrets: what tokens are signed with: the present secret first, then the one of before, if there is one.
    init(secrets: [String]) {
        self.keys = PurposeKeys(secrets, for: "bodega tokens that open exports")
    }

    /// A new token, which opens the file of an export for an hour.
    package func token(for id: ObjectID) -> String {
        self.keys.token(for: id, until: Date.now.addingTimeInterval(Self.lifetime))
    }

    /// Whether a token opens the file of an export.
    func opens(_ token: String, _ id: ObjectID) -> Bool { self.keys.id(of: token) == id }
}
