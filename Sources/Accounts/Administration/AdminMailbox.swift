package import BSON
import MongoODM
package import ShopCore

/// Where admins read their mails.
package struct AdminMailbox: Sendable {
    private let users: Repository<User>

    package init(_ collections: Collections) {
        // The accounts have registered the collection and its indexes.
        self.users = Repository(collections.database).leavingOutUnreadable(collections.reportUnreadable)
    }

    /// The address and the name of a user who has a permission and may log in, or else of the first admin who may.
    ///
    /// - Returns: nil when there is nobody.
    package func find(
        with permission: Permission, preferring userID: ObjectID?
    ) async throws -> (address: String, name: String)? {
        if let userID, let mailbox = try await self.mailbox(of: userID, with: permission) { return mailbox }
        let admins = try await self.users.find(Self.admins, limit: Self.most)
        return admins.min { $0.createdAt < $1.createdAt }.map { ($0.email, $0.name) }
    }

    /// The address and the name of a user; nil for who lacks a permission or may not log in.
    package func mailbox(
        of userID: ObjectID, with permission: Permission
    ) async throws -> (address: String, name: String)? {
        guard let user = try await self.users.get(userID), user.bannedAt == nil,
            user.role.permissions.contains(permission) || user.permissions.contains(permission)
        else { return nil }
        return (user.email, user.name)
    }

    /// The admins who may log in, a hundred at most.
    package func admins() async throws -> [ObjectID] {
        try await self.users.find(Self.admins, sort: [.ascending(\.id)], limit: Self.most).map(\.id)
    }

    private static let admins: Query<User> = \.role == .admin && \.bannedAt == nil
    private static let most = 100
}
