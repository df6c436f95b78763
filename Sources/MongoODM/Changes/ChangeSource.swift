import BSON

/// An open change stream and the worker that it lives on. Both end when nobody iterates any more.
final class ChangeSource<Model: Document>: Sendable {
    /// What came of one look for changes.
    struct Turn: Sendable {
        /// A change, or what does not fit about it; nil when none came.
        let event: Result<ChangeEvent<Model>, MongoError>?
        let place: ResumeToken?
        /// Whether it is known that the server had no more when it was asked.
        let isLast: Bool
    }

    private let repository: Repository<Model>
    private let worker: PinnedWorker
    private let cursor: ChangeCursor
    private let operation: Operation

    init(_ stream: ChangeStream<Model>, after place: ResumeToken) async throws {
        let repository = stream.repository
        let operation = repository.operation("watch")
        let pool = repository.database.client.pool
        let wait = pool.longestWait
        let worker = try pool.dedicateWorker(operation)
        self.repository = repository
        self.operation = operation
        self.worker = worker
        do {
            self.cursor = try await worker.run { [collection = repository.collection, options = repository.options] in
                let call = CollectionCall(operation, $0, collection, options, session: nil)
                return ChangeCursor(call, pipeline: stream.pipeline, after: place, wait: wait)
            }
        } catch {
            worker.release()
            throw error
        }
    }

    deinit {
        let cursor = self.cursor
        self.worker.release { _ in cursor.destroy() }
    }

    /// Looks for a change, for as long as a turn may take.
    ///
    /// One change at a time: whether the driver has another without asking the server is not to be known.
    func next() async throws -> Turn {
        try self.repository.database.client.pool.checkIsOpen(self.operation)
        let (cursor, operation) = (self.cursor, self.operation)
        let (collection, options) = (self.repository.collection, self.repository.options)
        return try await self.worker.run { connection in
            let call = CollectionCall(operation, connection, collection, options, session: nil)
            guard let document = try cursor.next(call) else {
                return Turn(event: nil, place: cursor.token, isLast: true)
            }
            let place = cursor.token
            do {
                let event = try call.decode(document, as: ChangeEvent<Model>.self)
                // With the last change of a batch comes the place up to which the server has looked, if that is behind it.
                let isLast = place.map { $0.document != event.token } ?? false
                return Turn(event: .success(event), place: place, isLast: isLast)
            } catch let error as MongoError {
                return Turn(event: .failure(error), place: place, isLast: false)
            }
        }
    }
}
