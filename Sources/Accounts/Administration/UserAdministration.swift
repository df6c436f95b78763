public import BSON
import FoundationEssentials
import MongoODM
public import Schemas
public import ShopCore

/// What those who run the shop do with accounts. Whatever it is, it counts from the next request on.
public struct UserAdministration: Sendable {
    let accounts: AccountService
    let admins: AdminRoll

    /// Bans a user, whose logins end, or lifts a ban.
    ///
    /// - Parameters:
    ///   - reason: why.
    ///   - match: what the account must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for.
    ///   - admin: who does it. An admin's account is changed by admins only.
    /// - Throws: ``ShopError``: `notFound`; `changed`; `forbidden`; `conflict` for the last admin.
    public func setBan(
        of id: ObjectID, to isBanned: Bool, reason: String?, if match: IfMatch?,
        shown: @escaping @Sendable (User) -> any SchemaValue, by admin: Identity, author: Author
    ) async throws -> User {
        try await self.admins.prepare()
        return try await self.change(id, if: match, shown, by: admin) { user, transaction in
            // Who is banned twice has been banned since the first time.
            let since = isBanned ? user.bannedAt ?? .now : nil
            if isBanned {
                if user.role == .admin { try await self.admins.requireAnother(than: id, in: transaction) }
                try await self.accounts.sessions.endAll(of: id, in: transaction)
            }
            let event = isBanned ? SecurityEvent.banned : .unbanned
            if isBanned || user.bannedAt != nil {
                try await self.accounts.audit.note(
                    event.change(of: id, reason: isBanned ? reason : nil), by: author, in: transaction)
            }
            return try await self.accounts.users.setBan(
                of: id, since: since, reason: isBanned ? reason : nil, in: transaction)
        }
    }

    /// Gives a user another role.
    ///
    /// - Parameters: as those of ``setBan(of:to:reason:if:shown:by:author:)``.
    /// - Throws: ``ShopError``: `notFound`; `changed`; `forbidden` for who is no admin; `conflict` for the last admin.
    public func setRole(
        _ role: Role, of id: ObjectID, if match: IfMatch?, shown: @escaping @Sendable (User) -> any SchemaValue,
        by admin: Identity, author: Author
    ) async throws -> User {
        guard admin.role == .admin else { throw ShopError.forbidden("Only admins give roles") }
        try await self.admins.prepare()
        return try await self.change(id, if: match, shown, by: admin) { user, transaction in
            guard user.role != role else { return user }
            if user.role == .admin { try await self.admins.requireAnother(than: id, in: transaction) }
            var changed = user
            changed.role = role
            try await self.accounts.audit.note(
                RoleHeld.change(of: changed, from: user.role, to: role), by: author, in: transaction)
            return try await self.accounts.users.setRole(role, of: id, in: transaction)
        }
    }

    /// Replaces what a user may do beyond what the role may.
    ///
    /// - Parameters: as those of ``setBan(of:to:reason:if:shown:by:author:)``.
    /// - Throws: ``ShopError``: `notFound`; `changed`; `forbidden` for what the one who grants it lacks.
    public func setPermissions(
        _ permissions: [Permission], of id: ObjectID, if match: IfMatch?,
        shown: @escaping @Sendable (User) -> any SchemaValue, by admin: Identity, author: Author
    ) async throws -> User {
        try await self.change(id, if: match, shown, by: admin) { user, transaction in
            let granted = permissions.filter { !user.permissions.contains($0) }
            if let lacking = granted.first(where: { !admin.permissions.contains($0) }) {
                throw ShopError.forbidden("You lack the permission \(lacking.rawValue)")
            }
            let names = Permission.allCases.filter(permissions.contains).map(\.rawValue)
            try await self.accounts.audit.note(
                AuditChange(
                    .permissions, id, from: PermissionsHeld(permissions: user.permissionNames),
                    to: PermissionsHeld(permissions: names)),
                by: author, in: transaction)
            return try await self.accounts.users.setPermissions(names, of: id, in: transaction)
        }
    }

    /// Ends all logins of a user.
    ///
    /// - Throws: ``ShopError``: `notFound`; `forbidden`.
    public func logOut(_ id: ObjectID, by admin: Identity, author: Author) async throws {
        _ = try await self.change(id, if: nil, nil, by: admin) { user, transaction in
            try await self.accounts.sessions.endAll(of: id, in: transaction)
            try await self.accounts.audit.note(SecurityEvent.loggedOut.change(of: id), by: author, in: transaction)
            return user
        }
    }

    /// - Parameter change: changes the account, and returns it as it is then.
    private func change(
        _ id: ObjectID, if match: IfMatch?, _ shown: ((User) -> any SchemaValue)?, by admin: Identity,
        _ change: (User, Transaction) async throws -> User?
    ) async throws -> User {
        let changed = try await self.accounts.users.client.transaction { transaction in
            guard let user = try await self.accounts.users.find(id, in: transaction) else {
                throw AccountService.userNotFound
            }
            try admin.requireMayChange(user)
            try match?.require(user, shown)
            return try await change(user, transaction)
        }
        self.accounts.sessions.callers.forget(user: id)
        guard let changed else { throw AccountService.userNotFound }
        return changed
    }
}

extension Identity {
    /// - Throws: ``ShopError`` `forbidden` for the account of an admin, where the caller is none.
    func requireMayChange(_ user: User) throws(ShopError) {
        guard user.role != .admin || self.role == .admin else {
            throw .forbidden("Only admins change the accounts of admins")
        }
    }
}

extension IfMatch {
    /// - Throws: ``ShopError`` `changed` where an account is not as it must be.
    func require(_ user: User, _ shown: ((User) -> any SchemaValue)?) throws(ShopError) {
        guard let shown, !self.holds(for: shown(user)) else { return }
        throw .changed("The account was changed in the meantime; read it again")
    }
}
