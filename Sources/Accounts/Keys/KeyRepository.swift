import BSON
import FoundationEssentials
import MongoODM
import ShopCore

/// The stored keys.
struct KeyRepository: Sendable {
    let keys: Repository<APIKey>

    init(_ collections: Collections) {
        self.keys = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
    }

    var client: MongoClient { self.keys.database.client }

    /// A page of all keys, the newest first.
    func page(_ request: PageRequest) async throws -> CountedPage<APIKey> {
        try await self.keys.page(sort: [.descending(\.id)], request)
    }

    func find(hash: Data) async throws -> APIKey? { try await self.keys.findOne(\.hash == hash) }

    /// Notes that a key was used, unless that is noted since a moment.
    func noteUse(of id: ObjectID, at now: Date, unlessSince moment: Date) async throws {
        try await self.keys.updateOne(
            \.id == id && (\.lastUsedAt == nil || \.lastUsedAt < moment), .set(\.lastUsedAt, now))
    }
}

extension KeyRepository: PersonalData {
    /// Nobody answers for the keys of somebody who is gone.
    func erase(of userID: ObjectID, in transaction: Transaction) async throws {
        try await self.keys.delete(\.makerID == userID, in: transaction)
    }
}
