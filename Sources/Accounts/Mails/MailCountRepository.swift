import BSON
import MongoODM
import ShopCore

/// Counts the mails that go to accounts.
struct MailCountRepository: PersonalData {
    /// How many mails of one kind may go to one account within an hour.
    static let limit = 5
    private static let hour = BSONValue.int32(3_600_000)

    private let counts: Repository<MailCount>

    init(_ collections: Collections) {
        self.counts = collections.repository()
    }

    /// Counts a mail, if it is not one too many. Another try of the same job counts once.
    ///
    /// - Parameters:
    ///   - mail: its kind.
    ///   - key: the job's.
    /// - Returns: whether it may be sent.
    func allow(_ mail: String, to user: ObjectID, by key: String) async throws -> Bool {
        let recent: BSONValue = [
            "$filter": [
                "input": ["$ifNull": ["$sent", []]],
                "cond": ["$gt": ["$$this.at", ["$subtract": ["$$NOW", Self.hour]]]],
            ]
        ]
        let isCounted: BSONValue = ["$in": [.string(key), "$$recent.key"]]
        let isFull: BSONValue = ["$gte": [["$size": "$$recent"], .int32(Int32(Self.limit))]]
        let one: BSONValue = [["key": .string(key), "at": "$$NOW"]]
        let sent: BSONValue = [
            "$let": [
                "vars": ["recent": recent],
                "in": [
                    "$cond": [["$or": [isCounted, isFull]], "$$recent", ["$concatArrays": ["$$recent", one]]]
                ],
            ]
        ]
        let changes: BSONValue = ["sent": sent, "expires_at": ["$add": ["$$NOW", Self.hour]]]
        let id = MailCount.Key(userID: user, mail: mail)
        try await self.counts.updateOne(\.id == id, Pipeline().stage(["$set": changes]), upsert: true)
        return try await self.counts.get(id)?.sent.contains { $0.key == key } ?? false
    }

    func erase(of userID: ObjectID, in transaction: Transaction) async throws {
        // In the order of the index a text comes after nothing and before a document.
        let first: BSONValue = ["user_id": .objectID(userID)]
        let end: BSONValue = ["user_id": .objectID(userID), "mail": [:]]
        try await self.counts.delete(.raw(["_id": ["$gte": first, "$lt": end]]), in: transaction)
    }
}
