import BSON
import FoundationEssentials
import MongoODM
import ShopCore

/// The stored authenticators.
struct AuthenticatorRepository: PersonalData {
    private let authenticators: Repository<Authenticator>

    /// One that can't be read gives no code that counts.
    init(_ collections: Collections) {
        self.authenticators = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
    }

    func find(_ userID: ObjectID, in transaction: Transaction) async throws -> Authenticator? {
        try await self.authenticators.get(userID, in: transaction)
    }

    /// Stores a secret that is to be confirmed, in place of what the account has.
    func begin(_ userID: ObjectID, secret: Data, in transaction: Transaction) async throws {
        try await self.authenticators.updateOne(
            \.id == userID, .set(\.secret, secret), .set(\.confirmedAt, nil), .set(\.lastStep, 0),
            .set(\.recoveryHashes, []), upsert: true, in: transaction)
    }

    /// Notes that the user has an authenticator with the secret, and the codes for when it is lost.
    func confirm(_ userID: ObjectID, by step: Int, recoveryHashes: [Data], in transaction: Transaction) async throws {
        try await self.authenticators.updateOne(
            \.id == userID, .set(\.confirmedAt, .now), .set(\.lastStep, step),
            .set(\.recoveryHashes, recoveryHashes), in: transaction)
    }

    /// Uses up the code of a step, and all before it.
    ///
    /// - Returns: false when it is used up.
    func spend(_ step: Int, of userID: ObjectID, in transaction: Transaction) async throws -> Bool {
        try await self.authenticators.updateOne(
            \.id == userID && \.lastStep < step, .set(\.lastStep, step), in: transaction
        ).matched == 1
    }

    /// Uses up a recovery code.
    ///
    /// - Returns: false when the account has no such code, or has used it.
    func spend(_ recoveryHash: Data, of userID: ObjectID, in transaction: Transaction) async throws -> Bool {
        try await self.authenticators.updateOne(
            \.id == userID && .has(\.recoveryHashes, recoveryHash), .pull(\.recoveryHashes, recoveryHash),
            in: transaction
        ).matched == 1
    }

    func erase(of userID: ObjectID, in transaction: Transaction) async throws {
        try await self.authenticators.delete(\.id == userID, in: transaction)
    }
}
