public import BSON
public import FoundationEssentials
public import MongoODM

/// Who changed what: written with each change, read by admins.
public struct AuditTrail: Sendable {
    let entries: Repository<AuditEntry>
    /// What brings its changes in later.
    private(set) var sources: [any AuditSource] = []

    /// Entries that can't be read are left out as if they were not there.
    package init(_ collections: Collections) {
        self.entries = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
    }

    /// The same list, with what these parts have not brought in yet: they do so before it is looked at.
    package func with(_ sources: any AuditSource...) -> AuditTrail {
        var trail = self
        trail.sources += sources
        return trail
    }

    /// Writes a change down, in the transaction that makes it: there is no change without its entry.
    ///
    /// - Parameter transaction: nil for what happened and changed nothing.
    package func note(_ change: AuditChange, by author: Author, in transaction: Transaction?) async throws {
        try await self.entries.create(
            AuditEntry(
                author: author, kind: change.kind, action: change.action, subject: change.subject,
                before: change.before, after: change.after),
            in: transaction)
    }

    /// The entries that a filter lets through, the newest first.
    ///
    /// - Parameters:
    ///   - place: where the last page ended; nil for the first.
    ///   - limit: how many at most.
    /// - Throws: ``UnknownPlace``.
    public func entries(
        _ filter: AuditFilter, after place: PageCursor?, limit: Int
    ) async throws -> Page<AuditEntry> {
        // What has come since the first page would stand before it.
        if place == nil { for source in self.sources { try await source.settle() } }
        do {
            return try await self.entries.page(
                filter.query, sort: Self.newestFirst, after: place, limit: limit)
        } catch let error as MongoError where error.code == .invalidQuery && place != nil {
            throw UnknownPlace()
        }
    }

    /// A page of the entries that a filter lets through, the newest first, with how many there are.
    public func entries(_ filter: AuditFilter, _ request: PageRequest) async throws -> CountedPage<AuditEntry> {
        for source in self.sources { try await source.settle() }
        return try await self.entries.page(filter.query, sort: Self.newestFirst, request)
    }

    static let newestFirst: [Sort<AuditEntry>] = [.descending(\.at), .descending(\.id)]
}

/// A place that is none of the list's.
public struct UnknownPlace: Error {}

/// Which changes to list.
public struct AuditFilter: Sendable {
    /// Who made them.
    public var userID: ObjectID?
    /// What was changed: one of these; nil for anything.
    public var kinds: [AuditedKind]?
    /// What happened, of security events.
    public var event: String?
    /// The identifier of what was changed.
    public var subject: String?
    /// From this moment on.
    public var since: Date?
    /// Before this moment.
    public var until: Date?

    public init(
        userID: ObjectID? = nil, kinds: [AuditedKind]? = nil, event: String? = nil, subject: String? = nil,
        since: Date? = nil, until: Date? = nil
    ) {
        self.userID = userID
        self.kinds = kinds
        self.event = event
        self.subject = subject
        self.since = since
        self.until = until
    }

    var query: Query<AuditEntry> {
        var query = Query<AuditEntry>.all
        if let userID { query = query && \.author.userID == userID }
        if let kinds { query = query && .isIn(\.kind, kinds) }
        if let event { query = query && \.kind == .security && .has(AuditEntry.event, event) }
        if let subject { query = query && \.subject == subject }
        if let since { query = query && \.at >= since }
        if let until { query = query && \.at < until }
        return query
    }
}
