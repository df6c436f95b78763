import Accounts
import BSON
import MongoODM
import ShopCore
import Spreadsheets

/// Accounts, a row for each. What protects them is left out.
struct ExportedUsers: ExportedTable {
    let users: Repository<User>
    let request: ExportRequest

    var title: String { "Users" }

    let header = [
        "id", "email", "name", "role", "permissions", "phone", "is_verified", "is_banned", "totp_enabled", "created_at",
        "last_login",
    ]

    func count() async throws -> Int { try await self.users.count(limit: 5_000_000) }

    func page(after place: PageCursor?) async throws -> ExportedPage {
        ExportedPage(try await self.users.page(after: place, limit: ExportedPage.size)) { user in
            self.request.includes(user.createdAt) ? [Self.row(user)] : []
        }
    }

    private static func row(_ user: User) -> [Cell] {
        let permissions = user.permissions.map(\.rawValue).joined(separator: ", ")
        return [
            .text(user.id.hexString), .text(user.email), Cell(user.name.isEmpty ? nil : user.name),
            .text(user.role.rawValue), Cell(permissions.isEmpty ? nil : permissions), Cell(user.phone),
            .flag(user.isVerified), .flag(user.bannedAt != nil), .flag(user.hasTOTP), .moment(user.createdAt),
            user.lastLogin.map { .moment($0) } ?? .empty,
        ]
    }
}
