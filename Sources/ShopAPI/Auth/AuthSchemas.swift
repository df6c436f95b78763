public import Accounts
import BSON
import FoundationEssentials
public import RouteKit
public import Schemas
import ShopCore

/// What opens an account.
public struct SignupRequest: SchemaObject {
    public var email: EmailAddress
    public var password: String

    public init(email: EmailAddress, password: String) {
        self.email = email
        self.password = password
    }

    public static let schema = Schema(SignupRequest.init) {
        Field("email", \.email).email().example("john@example.com")
        Field("password", \.password).newPassword()
    }

    static func accepts(email: String) -> Bool {
        SignupRequest(email: EmailAddress(email), password: "SecurePass123").innerViolations().isEmpty
    }

    static func accepts(password: String) -> Bool {
        SignupRequest(email: "a@example.com", password: password).innerViolations().isEmpty
    }
}

/// Credentials. A password that can't be one is not told apart from a wrong one.
struct LoginRequest: SchemaObject {
    var email: EmailAddress
    var password: String

    static let schema = Schema(LoginRequest.init) {
        Field("email", \.email).email().example("john@example.com")
        Field("password", \.password).length(1...1024).example("SecurePass123")
    }
}

/// Whose role is to change.
struct PromoteRequest: SchemaObject {
    var email: EmailAddress

    static let schema = Schema(PromoteRequest.init) {
        Field("email", \.email).email().example("john@example.com")
    }
}

/// An account as its owner and admins see it.
struct UserResponse: SchemaObject {
    var id: ObjectID
    var email: String
    var role: Role
    var createdAt: Date

    static let schema = Schema(UserResponse.init) {
        Field("id", \.id)
        Field("email", \.email).email().example("john@example.com")
        Field("role", \.role).example(.user)
        Field("created_at", \.createdAt)
    }

    init(id: ObjectID, email: String, role: Role, createdAt: Date) {
        self.id = id
        self.email = email
        self.role = role
        self.createdAt = createdAt
    }

    init(_ user: User) {
        self.init(id: user.id, email: user.email, role: user.role, createdAt: user.createdAt)
    }

    init(_ identity: Identity) {
        self.init(id: identity.userID, email: identity.email, role: identity.role, createdAt: identity.createdAt)
    }
}

extension AccessToken: RouteOutput {
    public static var isSecret: Bool { true }
}

extension Field where Value == String {
    /// A password that an account may get.
    func newPassword() -> Self {
        self.length(8...).bytes(...PasswordHasher.maximumBytes).withoutNUL()
            .uncommon().described("At most 72 bytes in UTF-8, and none of those that everybody tries first.")
            .example("SecurePass123")
    }
}

extension Field where Value.Constrained == String {
    /// No NUL, behind which bcrypt would ignore the rest of a password.
    fileprivate func withoutNUL() -> Self {
        self.constrained(
            by: Constraint { text in
                guard text.utf8.contains(0) else { return nil }
                return Violation(code: "value_error", message: "String should not contain null characters")
            })
    }

    /// No password that attackers try first.
    fileprivate func uncommon() -> Self {
        self.constrained(
            by: Constraint { text in
                guard CommonPasswords.contain(text) else { return nil }
                return Violation(code: "value_error", message: "Password is too common: please choose another one")
            })
    }
}
