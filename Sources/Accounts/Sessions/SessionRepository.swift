import BSON
import FoundationEssentials
import MongoODM
import ShopCore

/// The stored sessions and their refresh tokens.
struct SessionRepository: PersonalData {
    let sessions: Repository<Session>
    private let tokens: Repository<RefreshToken>

    init(_ collections: Collections) {
        self.sessions = collections.repository()
        self.tokens = collections.repository()
    }

    var client: MongoClient { self.sessions.database.client }

    func find(_ id: ObjectID) async throws -> Session? { try await self.sessions.get(id) }

    func create(_ session: Session, _ token: RefreshToken?, in transaction: Transaction) async throws {
        try await self.sessions.create(session, in: transaction)
        if let token { try await self.tokens.create(token, in: transaction) }
    }

    func add(_ token: RefreshToken, in transaction: Transaction) async throws {
        try await self.tokens.create(token, in: transaction)
    }

    /// Notes that a refresh token was shown, and that it was exchanged, if that is the first time.
    ///
    /// - Returns: the token afterwards; nil when there is none, or no longer.
    func show(_ hash: Data, in transaction: Transaction) async throws -> RefreshToken? {
        let shown: BSONValue = ["shown_at": "$$NOW", "rotated_at": ["$ifNull": ["$rotated_at", "$$NOW"]]]
        let result = try await self.tokens.updateOne(
            \.id == hash && \.expiresAt > Date.now, Pipeline().stage(["$set": shown]), in: transaction)
        return result.matched == 1 ? try await self.tokens.get(hash, in: transaction) : nil
    }

    /// Notes that a session is used.
    ///
    /// - Returns: false when it has ended.
    func use(
        _ id: ObjectID, by client: SessionClient, until expiry: Date, in transaction: Transaction
    ) async throws -> Bool {
        try await self.sessions.updateOne(
            \.id == id, .set(\.lastUsedAt, .now), .set(\.expiresAt, expiry), .set(\.address, client.address),
            .set(\.userAgent, client.shownUserAgent), in: transaction
        ).matched == 1
    }

    /// A refresh token, whether it was exchanged or not.
    func token(_ hash: Data) async throws -> RefreshToken? { try await self.tokens.get(hash) }

    /// Ends a session.
    ///
    /// - Returns: false when the user has none such.
    @discardableResult
    func end(_ id: ObjectID, of userID: ObjectID, in transaction: Transaction) async throws -> Bool {
        let result = try await self.sessions.delete(\.id == id && \.userID == userID, in: transaction)
        guard result.matched > 0 else { return false }
        try await self.tokens.delete(\.sessionID == id, in: transaction)
        return true
    }

    func erase(of userID: ObjectID, in transaction: Transaction) async throws {
        try await self.endAll(of: userID, besides: nil, in: transaction)
    }

    /// Ends all sessions of a user.
    ///
    /// - Parameter session: one that does not end; nil for none.
    func endAll(of userID: ObjectID, besides session: ObjectID?, in transaction: Transaction) async throws {
        guard let session else {
            try await self.sessions.delete(\.userID == userID, in: transaction)
            try await self.tokens.delete(\.userID == userID, in: transaction)
            return
        }
        try await self.sessions.delete(\.userID == userID && \.id != session, in: transaction)
        try await self.tokens.delete(\.userID == userID && \.sessionID != session, in: transaction)
    }

    /// A page of a user's sessions, the last used first.
    func page(of userID: ObjectID, _ request: PageRequest) async throws -> CountedPage<Session> {
        try await self.sessions.page(\.userID == userID, sort: Self.lastUsedFirst, request)
    }

    /// Some of a user's sessions, the last used first.
    func page(of userID: ObjectID, after place: PageCursor?, limit: Int) async throws -> Page<Session> {
        try await self.sessions.page(\.userID == userID, sort: Self.lastUsedFirst, after: place, limit: limit)
    }

    private static let lastUsedFirst: [Sort<Session>] = [.descending(\.lastUsedAt), .descending(\.id)]
}
