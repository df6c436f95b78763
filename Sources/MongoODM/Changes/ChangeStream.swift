import BSON

/// The changes of a collection from some place on, as they happen.
///
/// ```swift
/// for try await change in try await orders.changes(after: lastToken) {
///     …
///     lastToken = change.token
/// }
/// ```
/// Every iteration begins at the same place. A running one holds a connection and a thread that are not the pool's own
/// (``MongoSettings/changeStreamLimit``), so that those who wait for changes keep nobody from working. It waits for the
/// server in turns of a quarter of a second at most: that long after a cancellation, or after the client was shut down, its thread
/// is free. When the server is away or elects a primary, it goes on where it was.
public struct ChangeStream<Model: Document>: AsyncSequence, Sendable {
    public typealias Element = Change<Model>

    let scope: ChangeScope
    let pipeline: BSONDocument
    /// Where it begins.
    public let start: ResumeToken
    let outageTimeout: Duration

    public func makeAsyncIterator() -> Iterator {
        Iterator(stream: self)
    }

    public struct Iterator: AsyncIteratorProtocol {
        private var reader: ChangeReader<ChangeEvent<Model>>

        init(stream: ChangeStream) {
            self.reader = ChangeReader(
                stream.scope, pipeline: stream.pipeline, after: stream.start, outageTimeout: stream.outageTimeout)
        }

        /// Waits for the next change. Nil when the collection is gone.
        ///
        /// - Throws: ``MongoError``: `overloaded` when too many streams are open; `historyLost` when the place is too
        ///   long ago; `decoding` when a document does not fit its schema, and then the next call goes on behind it;
        ///   `unavailable` when the server was away for too long; `shutDown`. `CancellationError`.
        public mutating func next() async throws -> Change<Model>? {
            while true {
                switch try await self.nextTurn() {
                case .change(let change, _): return change
                case .nothing: continue
                case .end: return nil
                }
            }
        }

        /// Waits for the next change, for the quarter of a second that a turn may take: for those who must know how far the
        /// stream is.
        ///
        /// - Throws: as ``next()``.
        public mutating func nextTurn() async throws -> ChangeStreamTurn<Model> {
            while true {
                switch try await self.reader.nextTurn() {
                case .nothing(let instant): return .nothing(before: instant)
                case .end: return .end
                case .change(let event, let instant):
                    guard let change = event.change else { continue }
                    if change.kind == .invalidate { self.reader.end() }
                    return .change(change, before: instant)
                }
            }
        }
    }
}

/// What a look for changes has found.
public enum ChangeStreamTurn<Model: Document>: Sendable {
    /// - Parameter before: with this one, every change that a majority had confirmed before this moment has been returned; nil if
    ///   that is not known, because more may have come with it.
    case change(Change<Model>, before: ContinuousClock.Instant?)
    /// None came: every change that a majority had confirmed before this moment has been returned.
    case nothing(before: ContinuousClock.Instant)
    /// The collection is gone.
    case end
}

extension Repository {
    /// The changes of the collection, from now or from an earlier place on.
    ///
    /// - Parameters:
    ///   - token: behind which change it begins; nil for now: what happens after this call has returned is in it.
    ///   - pipeline: stages that select changes, written for the server's change events.
    ///   - outageTimeout: how long the server may be away at a time before an iteration fails.
    /// - Throws: ``MongoError``.
    public func changes(
        after token: ResumeToken? = nil, _ pipeline: Pipeline = Pipeline(), outageTimeout: Duration = .seconds(60)
    ) async throws -> ChangeStream<Model> {
        let scope = ChangeScope(
            operation: self.operation("watch"), pool: self.database.client.pool, database: self.database.name,
            collection: self.collectionName)
        let stages = try pipeline.encoded(for: scope.operation)
        let start: ResumeToken
        if let token { start = token } else { start = try await scope.presentPlace() }
        return ChangeStream(scope: scope, pipeline: stages, start: start, outageTimeout: outageTimeout)
    }
}
