import BSON
import FoundationEssentials

/// The right to migrate, held by one instance at a time.
///
/// It is a document with a holder and an end, by the clock of the server, which all instances share. The holder moves
/// the end on while it works; one that crashed does not, so that another can take over soon after.
struct MigrationLock: Sendable {
    let database: MongoDatabase
    /// How long the right lasts without being renewed.
    let lease: Duration
    private let holder = ObjectID()

    init(_ database: MongoDatabase, lease: Duration) {
        self.database = database
        self.lease = lease
    }

    /// Takes the right if no instance has it, or renews it.
    ///
    /// - Returns: whether this instance has it now.
    func take() async throws -> Bool {
        // One that is over, for the first to come: the server's clock can't be compared with while inserting.
        let anyone: BSONValue = [
            "q": ["_id": "lock"], "u": ["$setOnInsert": ["until": .date(Date(timeIntervalSince1970: 0))]],
            "upsert": true,
        ]
        try await self.database.run(["update": "migration_lock", "updates": [anyone]])
        let mine: BSONValue = ["holder": .objectID(self.holder)]
        let isOver: BSONValue = ["$expr": ["$lt": ["$until", "$$NOW"]]]
        return try await self.prolong(where: ["_id": "lock", "$or": [mine, isOver]])
    }

    /// Renews the right, and never takes it anew: an instance that lost it does not know what happened since.
    func renew() async throws {
        guard try await self.prolong(where: ["_id": "lock", "holder": .objectID(self.holder)]) else {
            throw MigrationError(reason: .lockLost)
        }
    }

    private func prolong(where condition: BSONValue) async throws -> Bool {
        let until: BSONValue = ["$add": ["$$NOW", .int64(self.lease.count(of: .milliseconds(1)))]]
        let reply = try await self.database.run([
            "findAndModify": "migration_lock", "query": condition,
            "update": [["$set": ["holder": .objectID(self.holder), "until": until]]],
            "writeConcern": ["w": "majority"],
        ])
        return reply["value"]?.documentValue != nil
    }

    /// Gives the right back, if it is still this instance's.
    func release() async {
        _ = try? await self.database.run([
            "delete": "migration_lock",
            "deletes": [["q": ["_id": "lock", "holder": .objectID(self.holder)], "limit": 1]],
        ])
    }
}
