import Accounts
import BSON
import FoundationEssentials
import RouteKit
import Schemas
import ShopCore

/// Which user.
struct V1UserPath: SchemaObject {
    var id: String

    static let schema = Schema(V1UserPath.init) {
        Field("id", \.id).length(...100).example("507f1f77bcf86cd799439011")
    }

    /// - Throws: ``ShopError`` `notFound` when nobody is called so.
    func user() throws(ShopError) -> ObjectID { try ObjectID(self.id, of: "User") }
}

/// Which accounts, and which page of them.
struct V1AccountListQuery: SchemaObject {
    var text: String?
    var role: Role?
    var isBanned: Bool?
    var page: Int
    var size: Int

    static let schema = Schema(V1AccountListQuery.init) {
        Field("q", \.text).length(...100)
            .described("What words of the name or of the address begin with: all of these, in any order.")
            .example("john")
        Field("role", \.role)
        Field("is_banned", \.isBanned).described("Of those who are banned, the last who was comes first.")
        Field.page(\V1AccountListQuery.page)
        Field.pageSize(\V1AccountListQuery.size)
    }

    var request: PageRequest { PageRequest(page: self.page, size: self.size) }

    var filter: UserFilter { UserFilter(text: self.text, role: self.role, isBanned: self.isBanned) }
}

struct V1BanRequest: SchemaObject {
    var banned: Bool
    var reason: String?

    static let schema = Schema(V1BanRequest.init) {
        Field("banned", \.banned).example(true)
        Field("reason", \.reason).length(...500).described("Why, for those who look after accounts.")
            .example("Card fraud")
    }
}

struct V1RoleRequest: SchemaObject {
    var role: Role

    static let schema = Schema(V1RoleRequest.init) { Field("role", \.role).example(.admin) }
}

struct V1PermissionsRequest: SchemaObject {
    var permissions: [Permission]

    static let schema = Schema(V1PermissionsRequest.init) {
        Field("permissions", \.permissions).count(...100).described(
            "All that the user may do beyond what the role may."
        )
        .example([.readOrder])
    }
}

/// An account in `/api/v1`, as those see it who look after accounts.
struct V1Account: SchemaObject {
    var id: ObjectID
    var email: String
    var name: String
    var role: Role
    var permissions: [Permission]
    var ownPermissions: [Permission]
    var isVerified: Bool
    var isBanned: Bool
    var bannedAt: Date?
    var banReason: String?
    var totpEnabled: Bool
    var phone: String?
    var createdAt: Date
    var lastLogin: Date?

    static let schema = Schema(V1Account.init) {
        Field("id", \.id)
        Field("email", \.email).email().example("john@example.com")
        Field("name", \.name).example("John Doe")
        Field("role", \.role).example(.user)
        Field("permissions", \.permissions).described("By the role or otherwise.")
        Field("own_permissions", \.ownPermissions).described("Those beyond the role's.")
        Field("is_verified", \.isVerified)
        Field("is_banned", \.isBanned)
        Field("banned_at", \.bannedAt)
        Field("ban_reason", \.banReason)
        Field("totp_enabled", \.totpEnabled)
        Field("phone", \.phone).example("+49 30 1234567")
        Field("created_at", \.createdAt)
        Field("last_login", \.lastLogin)
    }
}

extension V1Account {
    init(_ user: User) {
        let seen = V1User(user)
        self.init(
            id: seen.id, email: seen.email, name: seen.name, role: seen.role, permissions: seen.permissions,
            ownPermissions: user.permissions, isVerified: seen.isVerified, isBanned: user.bannedAt != nil,
            bannedAt: user.bannedAt, banReason: user.banReason, totpEnabled: seen.totpEnabled, phone: seen.phone,
            createdAt: seen.createdAt, lastLogin: seen.lastLogin)
    }
}
