public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas

/// Somebody with an account.
public struct User: Document {
    public var id = ObjectID()
    /// In lower case: letter case makes no second account.
    public var email: String
    /// A bcrypt hash.
    public var hashedPassword: String
    public var role = Role.user
    public var createdAt = Date.now

    public static let schema = Schema("users", User.init) {
        Field("_id", \.id)
        Field("email", \.email).email().unique()
        Field("hashed_password", \.hashedPassword)
        Field("role", \.role, default: .user)
        Field("created_at", \.createdAt, default: .now)
    }
}

extension String {
    /// An e-mail address in the one form in which accounts keep it.
    var normalizedEmail: String { self.lowercased() }
}

/// What an account may do.
public enum Role: String, SchemaEnum {
    case user
    case admin
}

/// Who makes a request: what the database says about the account now.
public struct Identity: Hashable, Sendable {
    public let userID: ObjectID
    public let email: String
    public let role: Role
    public let createdAt: Date

    public init(userID: ObjectID, email: String, role: Role, createdAt: Date) {
        self.userID = userID
        self.email = email
        self.role = role
        self.createdAt = createdAt
    }
}
