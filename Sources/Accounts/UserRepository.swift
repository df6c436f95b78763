import BSON
import FoundationEssentials
import MongoODM
import Schemas
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

    /// Changes what an account says about its holder.
    ///
    /// - Returns: the account afterwards.
    func change(_ user: User, _ changes: ProfileChanges, in transaction: Transaction) async throws -> User {
        var updates: [Update<User>] = []
        if let name = changes.name.newValue {
            var renamed = user
            renamed.name = name
            updates += [.set(\.storedName, renamed.storedName), .set(User.beginnings, of: renamed)]
        }
        if let phone = changes.phone.newValue { updates.append(.set(\.phone, phone)) }
        if updates.isEmpty { return user }
        return try await self.users.findOneAndUpdate(\.id == user.id, updates, in: transaction) ?? user
    }

    /// Notes that a user has logged in.
    ///
    /// - Parameters:
    ///   - user: as it was when password and code were looked at.
    ///   - device: where the user is.
    /// - Returns: false when the account is gone, was banned, has another password by now, or needs a code since, or no longer.
    func noteLogin(_ user: User, on device: Data, in transaction: Transaction) async throws -> Bool {
        let new = user.devices.contains(device) ? [] : [device]
        return try await self.users.updateOne(
            \.id == user.id && \.hashedPassword == user.hashedPassword && \.bannedAt == nil
                && (user.hasTOTP ? \.hasTOTP == true : \.hasTOTP != true),
            .set(\.lastLogin, .now), .push(\.devices, each: new, keeping: -User.devicesKept), in: transaction
        ).matched == 1
    }

    /// Notes whether logins need a code.
    ///
    /// - Returns: false when the account is gone, or it is noted so.
    func switchTOTP(on isOn: Bool, of id: ObjectID, in transaction: Transaction) async throws -> Bool {
        try await self.users.updateOne(
            \.id == id && (isOn ? \.hasTOTP != true : \.hasTOTP == true), .set(\.hasTOTP, isOn), in: transaction
        ).matched == 1
    }

    /// Whether another account than one is an admin's who may log in.
    func hasAdmin(otherThan id: ObjectID, in transaction: Transaction) async throws -> Bool {
        try await self.users.find(\.role == .admin && \.bannedAt == nil, as: Reference.self, limit: 2, in: transaction)
            .contains { $0.id != id }
    }

    private struct Reference: SchemaObject {
        var id: ObjectID

        static let schema = Schema(Reference.init) { Field("_id", \.id) }
    }

    func delete(_ id: ObjectID, in transaction: Transaction) async throws {
        try await self.users.delete(\.id == id, in: transaction)
    }

    /// Notes that a key of a user was removed.
    func noteKeyRemoval(of id: ObjectID, in transaction: Transaction) async throws {
        try await self.users.updateOne(\.id == id, .inc(\.removedKeys, 1), in: transaction)
    }

    /// Makes tokens without a session that were issued until now worth nothing.
    func endSessionless(_ id: ObjectID, in transaction: Transaction) async throws {
        try await self.users.updateOne(\.id == id, .set(\.sessionlessUntil, .now), in: transaction)
    }

    /// Sets a password, unless another one was set meanwhile.
    ///
    /// - Parameters:
    ///   - old: the hash of before.
    ///   - isVerified: whether it is proven by this that the user reads the mails that go to the address.
    /// - Returns: false when the account is gone, or has another password by now.
    func setPassword(
        _ hash: String, of id: ObjectID, insteadOf old: String, isVerified: Bool, in transaction: Transaction
    ) async throws -> Bool {
        let result = try await self.users.updateOne(
            \.id == id && \.hashedPassword == old, .set(\.hashedPassword, hash), in: transaction)
        if isVerified, result.matched == 1 { try await self.verify(id, in: transaction) }
        return result.matched == 1
    }

    /// Notes that a user reads the mails that go to the address.
    ///
    /// - Returns: false when that is known already, or there is no such user.
    @discardableResult
    func verify(_ id: ObjectID, in transaction: Transaction) async throws -> Bool {
        try await self.users.updateOne(
            \.id == id && \.verifiedAt == nil, .set(\.verifiedAt, .now), in: transaction
        ).matched == 1
    }

    /// Bans a user, or lifts a ban.
    ///
    /// - Returns: the user afterwards; nil when there is no such user.
    func setBan(
        of id: ObjectID, since instant: Date?, reason: String?, in transaction: Transaction
    ) async throws -> User? {
        try await self.users.findOneAndUpdate(
            \.id == id, .set(\.bannedAt, instant), .set(\.banReason, reason), returning: .after, in: transaction)
    }

    /// - Returns: the user afterwards; nil when there is no such user.
    func setRole(_ role: Role, of id: ObjectID, in transaction: Transaction) async throws -> User? {
        try await self.users.findOneAndUpdate(
            \.id == id, .set(\.role, role), returning: .after, in: transaction)
    }

    /// - Returns: the user afterwards; nil when there is no such user.
    func setPermissions(_ names: [String], of id: ObjectID, in transaction: Transaction) async throws -> User? {
        try await self.users.findOneAndUpdate(
            \.id == id, .set(\.permissionNames, names), returning: .after, in: transaction)
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
