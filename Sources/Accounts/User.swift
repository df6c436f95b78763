public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas
public import ShopCore

/// Somebody with an account.
public struct User: Document {
    public var id = ObjectID()
    /// In the form of ``EmailAddress``: letter case makes no second account.
    public var email: String
    /// A bcrypt hash.
    public var hashedPassword: String
    /// What is stored as the name: another program may have stored what is no text, and its user logs in all the same.
    var storedName: BSONValue = .string("")
    public var role = Role.user
    /// The names of what the user may do beyond what the role may: another version of the shop may know others.
    public var permissionNames: [String] = []
    /// A telephone number as the user writes it.
    public var phone: String?
    /// When it was proven that the user reads the mails that go to the address; nil if it was not.
    public var verifiedAt: Date?
    /// Since when the user may not log in; nil for who may.
    public var bannedAt: Date?
    /// Why, for who looks after accounts.
    public var banReason: String?
    /// Whether a password alone is not enough: there is an authenticator, too.
    public var hasTOTP = false
    public var createdAt = Date.now
    /// When the user was last given tokens for credentials.
    public var lastLogin: Date?
    /// Where the user has logged in from, the latest last: see ``SessionClient/device``.
    var devices: [Data] = []
    /// Up to when tokens without a session, from before there were sessions, are worth nothing.
    var sessionlessUntil: Date?
    /// How many of the user's keys were removed: a change that every process hears of.
    var removedKeys = 0

    public static let schema = Schema("users", User.init) {
        Field("_id", \.id)
        Field("email", \.email).email().unique()
        Field("hashed_password", \.hashedPassword)
        Field("name", \.storedName, default: .string(""))
        Field("role", \.role, default: .user)
        Field("permissions", \.permissionNames, default: [])
        Field("phone", \.phone).encrypted()
        Field("verified_at", \.verifiedAt)
        Field("banned_at", \.bannedAt)
        Field("ban_reason", \.banReason)
        Field("totp_enabled", \.hasTOTP, default: false)
        Field("created_at", \.createdAt, default: .now)
        Field("last_login", \.lastLogin)
        Field("devices", \.devices, default: []).storedOnly()
        Field("sessionless_until", \.sessionlessUntil, default: nil).storedOnly()
        Field("removed_keys", \.removedKeys, default: 0).storedOnly()
    }

    /// What lists find accounts by; see ``UserWords``.
    static let beginnings = DerivedField<User>("search_beginnings") {
        UserWords.beginnings(of: $0.name, $0.email)
    }
    public static let derivedFields = [beginnings]

    static let beforeAllBans = Date(timeIntervalSince1970: 0)
    private static let beforeAllLogins = Date(timeIntervalSince1970: 0)

    /// The admins and the vendors, who are few. Those that a word, a role or a ban is looked for, in the order of the lists. Those
    /// of some time, by when they came first or last.
    public static let indexes = [
        Index<User>(.ascending(\.role)).only(where: \.role == .admin),
        Index<User>(.ascending(\.role), .ascending(\.id)).only(where: \.role == .vendor),
        Index<User>(.ascending(beginnings), .descending(\.id)),
        Index<User>(.ascending(\.role), .descending(\.id)),
        Index<User>(.descending(\.bannedAt), .descending(\.id)).only(where: \.bannedAt > beforeAllBans),
        Index<User>(.descending(\.createdAt), .descending(\.id)),
        Index<User>(.ascending(\.lastLogin)).only(where: \.lastLogin > beforeAllLogins),
    ]

    public var isVerified: Bool { self.verifiedAt != nil }

    /// How many of ``devices`` are kept.
    static let devicesKept = 20

    /// What the user may do beyond what the role may.
    public var permissions: [Permission] { self.permissionNames.compactMap { Permission(rawValue: $0) } }

    /// Empty for accounts that were opened at the root, or by a program that stored no text.
    public var name: String {
        get { self.storedName.stringValue ?? "" }
        set { self.storedName = .string(newValue) }
    }
}

extension String {
    /// An e-mail address in the one form in which accounts keep it.
    var normalizedEmail: String { EmailAddress(self).text }
}
