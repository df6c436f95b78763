public import BSON
import MongoODM
public import Schemas
public import ShopCore

extension AccountService {
    /// Changes what an account says about its holder. It counts for the next request already, wherever that goes.
    ///
    /// - Parameters:
    ///   - match: what the account must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for.
    /// - Throws: ``ShopError``: `unauthorized` when the account is gone; `changed`.
    public func change(
        _ id: ObjectID, _ changes: ProfileChanges, if match: IfMatch? = nil,
        shown: @escaping @Sendable (User) -> any SchemaValue
    ) async throws -> User {
        // Who writes the account between the look and the change makes the transaction begin again.
        let user = try await self.users.client.transaction { transaction in
            guard let user = try await self.users.find(id, in: transaction) else { throw Self.accountIsGone }
            guard match?.holds(for: shown(user)) ?? true else {
                throw ShopError.changed("The account was changed in the meantime; read it again")
            }
            return try await self.users.change(user, changes, in: transaction)
        }
        self.sessions.callers.forget(user: id)
        return user
    }

    /// What everybody may know of a user.
    ///
    /// - Throws: ``ShopError`` `notFound`.
    public func user(_ id: ObjectID) async throws -> User {
        guard let user = try await self.users.find(id) else { throw Self.userNotFound }
        return user
    }

    /// As for any other request of an account that is not there.
    static let accountIsGone = ShopError.unauthorized("Invalid or expired token")
}
