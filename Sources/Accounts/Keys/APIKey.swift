public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas
public import ShopCore

/// What a program shows in place of a login. What it may do is a part of what its maker may.
public struct APIKey: Document {
    public var id = ObjectID()
    /// What its maker calls it.
    public var name: String
    /// The names of what it may do: another version of the shop may know others.
    var scopeNames: [String]
    /// Who has made it, and without whom it is worth nothing.
    public var makerID: ObjectID
    /// The SHA-256 of the key, which is as long and as random as the hash: nobody finds it from that.
    var hash: Data
    /// How the key begins, so that its owners can tell it from others.
    public var prefix: String
    public var createdAt = Date.now
    /// Nil for one that goes on.
    public var expiresAt: Date?
    /// To the minute; nil for one that was never used.
    public var lastUsedAt: Date?

    public static let schema = Schema("api_keys", APIKey.init) {
        Field("_id", \.id)
        Field("name", \.name)
        Field("scopes", \.scopeNames)
        Field("maker_id", \.makerID)
        Field("hash", \.hash).unique()
        Field("prefix", \.prefix)
        Field("created_at", \.createdAt)
        Field("expires_at", \.expiresAt)
        Field("last_used_at", \.lastUsedAt)
    }

    public static let indexes = [Index<APIKey>(.ascending(\.makerID))]

    /// What it was made for.
    public var scopes: [Permission] { self.scopeNames.compactMap { Permission(rawValue: $0) } }

    /// Whether a bearer token is a key, whatever it is worth.
    public static func isKey(_ token: String) -> Bool { token.hasPrefix(Self.mark) }

    static let mark = "bdg_"
    /// How much of a key is shown later, the mark included.
    static let shownLength = 12
}
