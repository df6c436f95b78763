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

    let repository: Repository<Model>
    let pipeline: BSONDocument
    /// Where it begins.
    public let start: ResumeToken
    let outageTimeout: Duration

    public func makeAsyncIterator() -> Iterator {
        Iterator(stream: self)
    }

    public struct Iterator: AsyncIteratorProtocol {
        private let stream: ChangeStream
        private var source: ChangeSource<Model>?
        /// Behind the last change that was returned, or behind those that the server skipped since.
        private var place: ResumeToken
        private var isAtEnd = false
        /// No later than the moment at which the driver asked for what it has now; nil if it must ask for what comes next.
        private var asked: ContinuousClock.Instant?

        init(stream: ChangeStream) {
            self.stream = stream
            self.place = stream.start
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
            var attempt = 0
            var giveUp = ContinuousClock.now + self.stream.outageTimeout
            while !self.isAtEnd {
                do {
                    // A stream that is opened now brings its first changes with that.
                    let asked = self.asked ?? .now
                    let turn = try await self.openSource().next()
                    self.asked = turn.isLast ? nil : asked
                    (attempt, giveUp) = (0, .now + self.stream.outageTimeout)
                    self.place = turn.place ?? self.place
                    guard let event = turn.event else { return .nothing(before: asked) }
                    guard let change = try event.get().change else { continue }
                    if change.kind == .invalidate { self.end() }
                    return .change(change, before: turn.isLast ? asked : nil)
                } catch let error as MongoError
                    where error.isTransient && .now < giveUp && (attempt > 0 || error.code != .overloaded)
                {
                    attempt += 1
                    (self.source, self.asked) = (nil, nil)
                    try await Task.sleep(for: Self.pause(before: attempt))
                } catch let error as MongoError where error.code == .decoding {
                    throw error
                } catch {
                    self.end()
                    throw error
                }
            }
            return .end
        }

        private mutating func openSource() async throws -> ChangeSource<Model> {
            if let source = self.source { return source }
            let source = try await ChangeSource(self.stream, after: self.place)
            self.source = source
            return source
        }

        private mutating func end() {
            self.isAtEnd = true
            self.source = nil
        }

        /// Up to 0.1, 0.2, 0.4 … 3.2 seconds, at random, so that not all who lost a server ask the next at once.
        private static func pause(before attempt: Int) -> Duration {
            .milliseconds(Int.random(in: 20...(100 << Swift.min(attempt - 1, 5))))
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
        let operation = self.operation("watch")
        let stages = try pipeline.encoded(for: operation)
        let start: ResumeToken
        if let token { start = token } else { start = try await self.presentPlace(operation) }
        return ChangeStream(repository: self, pipeline: stages, start: start, outageTimeout: outageTimeout)
    }

    private func presentPlace(_ operation: Operation) async throws -> ResumeToken {
        try await self.perform(operation, in: nil) { call in
            let cursor = ChangeCursor(call, pipeline: BSONDocument(), after: nil, wait: .milliseconds(1))
            defer { cursor.destroy() }
            _ = try cursor.next(call)
            guard let token = cursor.token else {
                throw MongoError(.unsuitableServer, operation, detail: "The server tells no place to begin at")
            }
            return token
        }
    }
}
