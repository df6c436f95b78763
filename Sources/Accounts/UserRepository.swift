import BSON
import FoundationEssentials
import MongoODM
import ShopCore

/// The stored accounts.
struct UserRepository: Sendable {
    let users: Repository<User>

    /// Accounts that can't be read are left out as if they were not there; their addresses stay taken.
    init(_ collections: Collections) {
        self.users = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
    }

    var client: MongoClient { self.users.database.client }

    func find(_ id: ObjectID, in transaction: Transaction? = nil) async throws -> User? {
        try await self.users.get(id, in: transaction)
    }

    func find(email: String) async throws -> User? {
        try await self.users.findOne(\.email == email.normalizedEmail)
    }

    /// - Throws: `duplicateKey` when the address has an account.
    func create(_ user: User, in transaction: Transaction? = nil) async throws {
        try await self.users.create(user, in: transaction)
    }

    /// Replaces the hash of a password.
    ///
    /// - Returns: false when the account has another hash by now.
    func replaceHash(_ old: String, by new: String, of id: ObjectID) async throws -> Bool {
        try await self.users.findOneAndUpdate(
            \.id == id && \.hashedPassword == old, .set(\.hashedPassword, new)) != nil
    }

    /// Notes that a user has logged in.
    ///
    /// - Parameter hash: of the password that was right.
    /// - Returns: false when the account is gone, or has another password by now.
    func noteLogin(_ id: ObjectID, withHash hash: String, in transaction: Transaction) async throws -> Bool {
        try await self.users.updateOne(
            \.id == id && \.hashedPassword == hash, .set(\.lastLogin, .now), in: transaction
        ).matched == 1
    }

    /// Makes tokens without a session that were issued until now worth nothing.
    func endSessionless(_ id: ObjectID, in transaction: Transaction) async throws {
        try await self.users.updateOne(\.id == id, .set(\.sessionlessUntil, .now), in: transaction)
    }

    /// Makes a user an admin, once.
    ///
    /// - Returns: the user as it was before, or nil when there is no such user, or it is an admin already.
    func promote(email: String, in transaction: Transaction) async throws -> User? {
        try await self.users.findOneAndUpdate(
            \.email == email.normalizedEmail && \.role != .admin, .set(\.role, .admin), returning: .before,
            in: transaction)
    }
}
