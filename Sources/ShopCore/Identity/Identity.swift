public import BSON
public import FoundationEssentials

/// Who makes a request: what the database says about the account now.
public struct Identity: Hashable, Sendable {
    public let userID: ObjectID
    public let email: String
    public let name: String
    public let role: Role
    /// What the account may do, by its role or otherwise, in the order in which permissions are declared.
    public let permissions: [Permission]
    public let phone: String?
    /// Whether it was proven that the user reads the mails that go to the address.
    public let isVerified: Bool
    /// Whether a password alone is not enough to log in.
    public let hasTOTP: Bool
    public let createdAt: Date
    /// When the user was last given tokens for credentials; nil if that was not written down.
    public let lastLogin: Date?
    /// The session of the request's token; nil for a token from before there were sessions.
    public let sessionID: ObjectID?
    /// The key that a program shows in place of a login; nil for a login. It is nobody: it has none of the things that are its
    /// maker's own, and may do no more than it was made for.
    public let keyID: ObjectID?

    /// - Parameter permissions: those that the account has beyond its role's.
    public init(
        userID: ObjectID, email: String, name: String = "", role: Role, permissions: [Permission] = [],
        phone: String? = nil,
        isVerified: Bool = false, hasTOTP: Bool = false, createdAt: Date, lastLogin: Date? = nil,
        sessionID: ObjectID? = nil
    ) {
        self.userID = userID
        self.email = email
        self.name = name
        self.role = role
        let all = Set(role.permissions + permissions)
        self.permissions = Permission.allCases.filter { all.contains($0) }
        self.phone = phone
        self.isVerified = isVerified
        self.hasTOTP = hasTOTP
        self.createdAt = createdAt
        self.lastLogin = lastLogin
        self.sessionID = sessionID
        self.keyID = nil
    }

    /// - Parameters:
    ///   - key: what a program shows.
    ///   - maker: who has made it.
    ///   - scopes: what it was made for; of these counts what its maker may do.
    package init(key: ObjectID, of maker: Identity, scopes: [Permission]) {
        self.userID = maker.userID
        self.email = maker.email
        self.name = maker.name
        self.role = .user
        self.permissions = maker.permissions.filter(scopes.contains)
        self.phone = nil
        self.isVerified = maker.isVerified
        self.hasTOTP = maker.hasTOTP
        self.createdAt = maker.createdAt
        self.lastLogin = maker.lastLogin
        self.sessionID = nil
        self.keyID = key
    }
}
