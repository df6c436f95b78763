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
        if let userID, let user = try await self.users.get(userID), user.bannedAt == nil,
            user.role.permissions.contains(permission) || user.permissions.contains(permission)
        {
            return (user.email, user.name)
        }
        let admins = try await self.users.find(\.role == .admin && \.bannedAt == nil, limit: 100)
        return admins.min { $0.createdAt < $1.createdAt }.map { ($0.email, $0.name) }
    }
}
