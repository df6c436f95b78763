import BSON
import CMongoC
import Schemas

/// The documents of a query, fetched in batches as they are asked for.
///
/// ```swift
/// for try await product in products.stream(\.isActive == true) { … }
/// ```
/// A running iteration holds one connection of the pool; it gives it back at the end, when the loop is
/// left, or when the task is cancelled.
public struct DocumentStream<Model: Document>: AsyncSequence, Sendable {
    public typealias Element = Model

    let repository: Repository<Model>
    let filter: BSONDocument
    let order: BSONDocument?
    let batchSize: Int

    public func makeAsyncIterator() -> Iterator {
        Iterator(stream: self)
    }

    public struct Iterator: AsyncIteratorProtocol {
        private let stream: DocumentStream
        @usableFromInline let operation: Operation
        /// What was fetched and is not used yet.
        @usableFromInline var batch = DocumentBatch()
        /// The fetches of the batches that follow, in their order.
        private var upcoming: [Task<DocumentBatch, any Error>] = []
        private var source: Source?
        private var isAtEnd = false
        /// One would leave the server idle from the moment it has answered until the batch before is used up.
        private static var mostUpcoming: Int { 2 }

        init(stream: DocumentStream) {
            self.stream = stream
            self.operation = stream.repository.operation("getMore")
        }

        /// The next document, or nil at the end.
        ///
        /// - Throws: ``MongoError``; `CancellationError`.
        @inlinable
        public mutating func next() async throws -> Model? {
            if let model = try self.nextOfBatch() { return model }
            // All documents of a batch may be unreadable.
            while try await self.fetch() {
                if let model = try self.nextOfBatch() { return model }
            }
            return nil
        }

        /// Takes in the batch that follows.
        ///
        /// - Returns: false at the end.
        @usableFromInline
        mutating func fetch() async throws -> Bool {
            if self.isAtEnd { return false }
            self.isAtEnd = true
            if self.source == nil { self.source = try await Source(self.stream) }
            guard let source = self.source else { return false }
            self.source = nil
            self.fetchAhead(1, from: source)
            let fetch = self.upcoming.removeFirst()
            self.batch = try await withTaskCancellationHandler {
                try await fetch.value
            } onCancel: {
                fetch.cancel()
            }
            if self.batch.count == self.stream.batchSize {
                self.isAtEnd = false
                self.source = source
                self.fetchAhead(Self.mostUpcoming, from: source)
            }
            return true
        }

        /// Sees to it that so many fetches are under way, each after the one before.
        private mutating func fetchAhead(_ count: Int, from source: Source) {
            let batchSize = self.stream.batchSize
            while self.upcoming.count < count {
                let previous = self.upcoming.last
                self.upcoming.append(
                    Task {
                        if let previous, try await previous.value.count < batchSize { return DocumentBatch() }
                        return try await source.next()
                    })
            }
        }

        @inlinable
        mutating func nextOfBatch() throws -> Model? {
            while true {
                do {
                    return try self.batch.next(as: Model.self, self.operation)
                } catch {
                    try self.leaveOut(error)
                }
            }
        }

        /// Reports a document that can't be read, if the repository leaves those out. Otherwise the stream ends: what
        /// comes behind the document is not looked at.
        @usableFromInline
        mutating func leaveOut(_ error: any Error) throws {
            if let report = self.stream.repository.reportUnreadable, let error = error as? MongoError {
                return report(UnreadableDocument(error, self.stream.repository.collectionName))
            }
            self = Iterator(stream: self.stream)
            self.isAtEnd = true
            throw error
        }
    }

    /// An open cursor and the worker that it lives on. Both are given back when nobody iterates any more.
    private final class Source: Sendable {
        let stream: DocumentStream
        let worker: PinnedWorker
        let cursor: Cursor
        let session: Session?

        init(_ stream: DocumentStream) async throws {
            let repository = stream.repository
            let operation = repository.operation("find")
            let collection = repository.collection
            let worker = try await repository.database.client.pool.pin(operation)
            self.stream = stream
            self.worker = worker
            do {
                (self.cursor, self.session) = try await worker.run { connection in
                    let session = try repository.options.causality?.begin(operation, on: connection)
                    let call = CollectionCall(operation, connection, collection, repository.options, session: session)
                    // The server's limit would be one for all batches together.
                    let cursor = try call.withOptions(.read, limitsTime: false) { options in
                        if let projection = Model.projectionWithoutDerived {
                            options.write(projection, under: "projection")
                        }
                        if let order = stream.order { options.write(order, under: "sort") }
                        options.write(stream.batchSize, under: "batchSize")
                    } _: { options in
                        call.withReadPreference { preference in
                            Cursor(
                                stream.filter.withPointer {
                                    mongoc_collection_find_with_opts(call.handle, $0, options, preference)
                                })
                        }
                    }
                    return (cursor, session)
                }
            } catch {
                worker.release()
                throw error
            }
        }

        deinit {
            let (cursor, session) = (self.cursor, self.session)
            let causality = self.stream.repository.options.causality
            self.worker.release { _ in
                cursor.destroy()
                session.map { causality?.end($0) }
            }
        }

        func next() async throws -> DocumentBatch {
            let operation = self.stream.repository.operation("getMore")
            let (collection, options) = (self.stream.repository.collection, self.stream.repository.options)
            let (cursor, batchSize) = (self.cursor, self.stream.batchSize)
            return try await self.worker.run { connection in
                let call = CollectionCall(operation, connection, collection, options, session: nil)
                return try cursor.nextBatch(batchSize, call)
            }
        }
    }
}

extension Repository {
    /// All documents that fulfil the query, however many, in constant memory.
    ///
    /// - Parameter batchSize: how many to fetch at once.
    /// - Throws: ``MongoError`` with the code `invalidQuery`.
    public func stream(
        _ query: Query<Model> = .all, sort: [Sort<Model>] = [], batchSize: Int = 500
    ) throws -> DocumentStream<Model> {
        let operation = self.operation("find")
        return DocumentStream(
            repository: self, filter: try query.encoded(for: operation),
            order: try Self.encoded(sort, for: operation), batchSize: max(1, batchSize))
    }
}
