public import BSON
import FoundationEssentials
public import Idempotency
import MongoJobs
import MongoODM
public import Schemas
public import ShopCore

/// The endpoints of webhooks, and what was on its way to them: for those who look after them.
public struct WebhookService: Sendable {
    let store: WebhookStore
    let listeners: WebhookListeners
    let outbox: WebhookOutbox
    let transport: any WebhookTransport
    let audit: AuditTrail

    init(
        store: WebhookStore, listeners: WebhookListeners, outbox: WebhookOutbox, transport: any WebhookTransport,
        audit: AuditTrail
    ) {
        self.store = store
        self.listeners = listeners
        self.outbox = outbox
        self.transport = transport
        self.audit = audit
    }

    /// A page of the endpoints, the newest first.
    public func page(_ request: PageRequest) async throws -> CountedPage<WebhookEndpoint> {
        try await self.store.page(request)
    }

    /// - Throws: ``ShopError`` `notFound`.
    public func endpoint(_ id: ObjectID) async throws -> WebhookEndpoint {
        guard let endpoint = try await self.store.endpoints.get(id) else { throw Self.notFound }
        return endpoint
    }

    /// Adds an endpoint, which is told what happens from now on.
    ///
    /// - Parameters:
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the endpoint and its secret, which nobody gets to see again.
    /// - Throws: `ValidationError` for an address that messages may not go to; ``ShopError`` `conflict` when there are too many.
    public func create<Answer>(
        _ draft: WebhookDraft, by author: Author,
        keeping: KeepingAnswer<(endpoint: WebhookEndpoint, secret: String), Answer>
    ) async throws -> Kept<Answer> {
        try self.check(draft.url)
        guard try await self.store.endpoints.count(limit: WebhookEndpoint.capacity) < WebhookEndpoint.capacity else {
            throw ShopError.conflict(
                "There are at most \(WebhookEndpoint.capacity) webhooks; remove one first", reason: .tooManyWebhooks)
        }
        let secret = draft.secret ?? WebhookSecret.random()
        let new = WebhookEndpoint(
            url: draft.url, eventNames: draft.events.map(\.rawValue), secret: secret, keeperID: author.userID)
        let kept = try await self.store.client.transaction { transaction in
            let endpoint = try await self.store.endpoints.create(new, in: transaction)
            try await self.audit.note(
                AuditChange(.webhook, endpoint.id, from: nil, to: endpoint.audited), by: author, in: transaction)
            return try await keeping((endpoint, secret), in: transaction)
        }
        self.listeners.forget()
        return kept
    }

    /// Changes fields of an endpoint. One that goes on after a pause has a clean slate.
    ///
    /// - Parameters:
    ///   - match: what it must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for.
    ///   - author: who answers for it.
    /// - Throws: ``ShopError``: `notFound`; `changed`. `ValidationError` for an address that messages may not go to.
    public func change(
        _ id: ObjectID, _ changes: WebhookChanges, if match: IfMatch?,
        shown: @escaping @Sendable (WebhookEndpoint) -> any SchemaValue, by author: Author
    ) async throws -> WebhookEndpoint {
        if let url = changes.url.newValue { try self.check(url) }
        let changed = try await self.store.client.transaction { transaction in
            let before = try await self.present(id, if: match, shown, in: transaction)
            let updates = changes.updates(of: before, by: author)
            if updates.isEmpty { return before }
            guard
                let after = try await self.store.endpoints.findOneAndUpdate(
                    self.store.endpoints.isUnchanged(before), updates, in: transaction)
            else { throw Self.hasChanged }
            try await self.audit.note(
                AuditChange(.webhook, id, from: before.audited, to: after.audited), by: author, in: transaction)
            return after
        }
        self.listeners.forget()
        return changed
    }

    /// Removes an endpoint. What is on its way to it does not arrive.
    ///
    /// - Parameters: as those of ``change(_:_:if:shown:by:)``.
    /// - Throws: ``ShopError``: `notFound`; `changed`.
    public func delete(
        _ id: ObjectID, if match: IfMatch?, shown: @escaping @Sendable (WebhookEndpoint) -> any SchemaValue,
        by author: Author
    ) async throws {
        try await self.store.client.transaction { transaction in
            let endpoint = try await self.present(id, if: match, shown, in: transaction)
            guard
                try await self.store.endpoints.delete(
                    self.store.endpoints.isUnchanged(endpoint), in: transaction
                ).matched == 1
            else { throw Self.hasChanged }
            try await self.audit.note(
                AuditChange(.webhook, id, from: endpoint.audited, to: nil), by: author, in: transaction)
        }
        self.listeners.forget()
    }

    /// The endpoint as the transaction sees it.
    private func present(
        _ id: ObjectID, if match: IfMatch?, _ shown: (WebhookEndpoint) -> any SchemaValue, in transaction: Transaction
    ) async throws -> WebhookEndpoint {
        guard let endpoint = try await self.store.endpoints.get(id, in: transaction) else { throw Self.notFound }
        guard match?.holds(for: shown(endpoint)) ?? true else { throw Self.hasChanged }
        return endpoint
    }

    private func check(_ url: String) throws {
        guard let problem = self.transport.problem(with: url) else { return }
        throw ValidationError.inBody("url", "webhook_url", problem)
    }

    static let notFound = ShopError.notFound("Webhook not found")
    private static let hasChanged = ShopError.changed("The webhook was changed in the meantime; read it again")
}

extension WebhookChanges {
    /// The changes as an update: only what becomes different is written.
    fileprivate func updates(of endpoint: WebhookEndpoint, by author: Author) -> [Update<WebhookEndpoint>] {
        var updates: [Update<WebhookEndpoint>] = []
        if let url = self.url.newValue, url != endpoint.url { updates.append(.set(\.url, url)) }
        if let events = self.events.newValue, events != endpoint.events {
            updates.append(.set(\.eventNames, events.map(\.rawValue)))
        }
        if let secret = self.secret.newValue, secret != endpoint.secret { updates.append(.set(\.secret, secret)) }
        if let state = self.state.newValue, state != endpoint.state {
            updates.append(.set(\.state, state))
            if state == .active {
                updates += [.set(\.failingSince, nil), .set(\.keeperID, author.userID)]
            }
        }
        if !updates.isEmpty { updates.append(.set(\.updatedAt, .now)) }
        return updates
    }
}
