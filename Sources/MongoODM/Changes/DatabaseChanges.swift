/// The changes of several collections from some place on, in one change stream: it holds one connection and one thread, as a
/// ``ChangeStream`` does, and goes on as one does when the server was away.
///
/// ```swift
/// var changes = try await database.changes(Pipeline().stage(["$match": ["ns.coll": ["$in": ["orders", "products"]]]]))
/// while case .change(let told) = try await changes.nextTurn() {
///     if let change = try orders.change(in: told) { … }
/// }
/// ```
public struct DatabaseChanges {
    /// What came of one look for changes.
    public enum Turn: Sendable {
        case change(DatabaseChange)
        /// None came for the quarter of a second that a turn may take.
        case nothing
        /// The database is gone.
        case end
    }

    private var reader: ChangeReader<ServedDatabaseChange>

    init(_ reader: ChangeReader<ServedDatabaseChange>) {
        self.reader = reader
    }

    /// Behind the last change that was returned, or behind those that the server skipped since. Streams that select other
    /// changes may go on here.
    public var place: ResumeToken { self.reader.place }

    /// Waits for the next change, for as long as a turn may take.
    ///
    /// - Throws: as ``ChangeStream/Iterator/next()``, but for documents: they are not read here.
    public mutating func nextTurn() async throws -> Turn {
        switch try await self.reader.nextTurn() {
        case .change(let served, _): .change(served.change)
        case .nothing: .nothing
        case .end: .end
        }
    }
}

extension MongoDatabase {
    /// The changes of the database's collections, from now or from an earlier place on, whatever that was selected by.
    ///
    /// - Parameters:
    ///   - token: behind which change it begins; nil for now: what happens after this call has returned is told.
    ///   - pipeline: stages that select changes, written for the server's change events.
    ///   - outageTimeout: how long the server may be away at a time before a look fails.
    /// - Throws: ``MongoError``.
    public func changes(
        after token: ResumeToken? = nil, _ pipeline: Pipeline = Pipeline(), outageTimeout: Duration = .seconds(60)
    ) async throws -> DatabaseChanges {
        let scope = self.changeScope
        let stages = try pipeline.encoded(for: scope.operation)
        let start: ResumeToken
        if let token { start = token } else { start = try await scope.presentPlace() }
        // Going on behind a change is refused where the pipeline leaves out that one: so it goes on with its moment.
        return DatabaseChanges(
            ChangeReader(scope, pipeline: stages, after: start, from: start.time, outageTimeout: outageTimeout))
    }

    /// The place at which the history ends for now: all that a majority has confirmed is before it.
    ///
    /// - Throws: ``MongoError``.
    public func presentPlace() async throws -> ResumeToken { try await self.changeScope.presentPlace() }

    private var changeScope: ChangeScope {
        ChangeScope(
            operation: Operation(name: "watch", target: self.name), pool: self.client.pool, database: self.name,
            collection: nil)
    }
}
