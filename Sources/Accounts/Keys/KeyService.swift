public import BSON
public import FoundationEssentials
public import Idempotency
import MongoODM
public import Schemas
public import ShopCore

/// Keys that programs show in place of a login.
public struct KeyService: Sendable {
    let keys: KeyRepository
    let users: UserRepository
    let callers: KnownCallers
    let audit: AuditTrail
    private let known = KnownKeys()

    init(keys: KeyRepository, users: UserRepository, callers: KnownCallers, audit: AuditTrail) {
        self.keys = keys
        self.users = users
        self.callers = callers
        self.audit = audit
    }

    // MARK: Keeping them

    /// A page of all keys, the newest first.
    public func page(_ request: PageRequest) async throws -> CountedPage<APIKey> {
        try await self.keys.page(request)
    }

    /// - Throws: ``ShopError`` `notFound`.
    public func key(_ id: ObjectID) async throws -> APIKey {
        guard let key = try await self.keys.keys.get(id) else { throw Self.notFound }
        return key
    }

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - scopes: what it may do, of what its maker may.
    ///   - expiresAt: when it ends; nil for never.
    ///   - maker: who answers for what is done with it.
    ///   - keeping: keeps the answer with the key and its text, which nobody gets to see again.
    /// - Throws: ``ShopError`` `forbidden` for what the maker lacks. `ValidationError` for nothing, for what no key does, and for a moment
    ///   that is over.
    public func create<Answer>(
        name: String, scopes: [Permission], expiresAt: Date?, by maker: Identity, author: Author,
        keeping: KeepingAnswer<(key: APIKey, text: String), Answer>
    ) async throws -> Kept<Answer> {
        guard !scopes.isEmpty else {
            throw ValidationError.inBody("scopes", "too_short", "A key is for something")
        }
        guard !scopes.contains(.manageKey) else {
            throw ValidationError.inBody("scopes", "value_error", "A key can't manage keys")
        }
        if let expiresAt, expiresAt <= .now {
            throw ValidationError.inBody("expires_at", "value_error", "A key ends in the future")
        }
        let text = APIKey.mark + OpaqueToken.random()
        let new = APIKey(
            name: name, scopeNames: Permission.allCases.filter(scopes.contains).map(\.rawValue),
            makerID: maker.userID, hash: OpaqueToken.hash(text), prefix: String(text.prefix(APIKey.shownLength)),
            expiresAt: expiresAt)
        return try await self.keys.client.transaction { transaction in
            // What the maker may do is what the database says, not what a moment ago was known of it.
            let user = try await self.users.find(maker.userID, in: transaction)
            guard let user, user.bannedAt == nil else { throw AccountService.accountIsGone }
            let held = Identity(user, session: nil).permissions
            if let lacking = scopes.first(where: { !held.contains($0) }) {
                throw ShopError.forbidden("You lack the permission \(lacking.rawValue)")
            }
            let key = try await self.keys.keys.create(new, in: transaction)
            try await self.audit.note(
                AuditChange(.apiKey, key.id, from: nil, to: key.audited), by: author, in: transaction)
            return try await keeping((key, text), in: transaction)
        }
    }

    /// Removes a key: nothing is done with it from the next request on.
    ///
    /// - Parameters:
    ///   - match: what it must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for.
    /// - Throws: ``ShopError``: `notFound`; `changed`.
    public func delete(
        _ id: ObjectID, if match: IfMatch?, shown: @escaping @Sendable (APIKey) -> any SchemaValue, by author: Author
    ) async throws {
        let key = try await self.keys.client.transaction { transaction in
            guard let key = try await self.keys.keys.get(id, in: transaction) else { throw Self.notFound }
            guard match?.holds(for: shown(key)) ?? true else {
                throw ShopError.changed("The key was changed in the meantime; read it again")
            }
            guard try await self.keys.keys.delete(\.id == id, in: transaction).matched == 1 else {
                throw Self.notFound
            }
            // Every process hears of changes of accounts, and forgets what it knows of their keys.
            try await self.users.noteKeyRemoval(of: key.makerID, in: transaction)
            try await self.audit.note(
                AuditChange(.apiKey, id, from: key.audited, to: nil), by: author, in: transaction)
            return key
        }
        self.callers.forget(user: key.makerID)
    }

    // MARK: Who makes a request

    /// Finds out what a key may do. Nothing but this process's memory is asked, as long as the database tells of every change of
    /// accounts, and the key was read within the last minute.
    ///
    /// - Throws: ``ShopError`` `unauthorized`.
    public func caller(holding text: String) async throws -> Identity {
        let hash = OpaqueToken.hash(text)
        if let id = self.known.id(of: hash), let caller = self.callers.caller(of: id) { return caller }
        let ticket = self.callers.ticket()
        let now = Date.now
        guard let key = try await self.keys.find(hash: hash), key.expiresAt.map({ $0 > now }) ?? true,
            let maker = try await self.users.find(key.makerID), maker.bannedAt == nil
        else { throw Self.invalid }
        let caller = Identity(key: key.id, of: Identity(maker, session: nil), scopes: key.scopes)
        if let ticket { self.callers.store(caller, of: key.id, ticket: ticket) }
        self.known.remember(key)
        self.noteUse(of: key, at: now)
        return caller
    }

    /// Notes that a key was used, beside the request: it neither waits for that nor fails with it.
    private func noteUse(of key: APIKey, at now: Date) {
        let moment = now.addingTimeInterval(-(KnownKeys.lifetime / .seconds(1)))
        if let last = key.lastUsedAt, last >= moment { return }
        Task { try? await self.keys.noteUse(of: key.id, at: now, unlessSince: moment) }
    }

    private static let notFound = ShopError.notFound("Key not found")
    private static let invalid = ShopError.unauthorized("Invalid or expired token")
}
