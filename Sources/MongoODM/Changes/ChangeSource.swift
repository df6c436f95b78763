import BSON
import Schemas

/// An open change stream and the worker that it lives on. Both end when nobody iterates any more.
final class ChangeSource<Event: ServedChange>: Sendable {
    /// What came of one look for changes.
    struct Turn: Sendable {
        /// A change, or what does not fit about it; nil when none came.
        let event: Result<Event, MongoError>?
        let place: ResumeToken?
        /// Whether it is known that the server had no more when it was asked.
        let isLast: Bool
    }

    private let scope: ChangeScope
    private let worker: PinnedWorker
    private let cursor: ChangeCursor

    init(_ scope: ChangeScope, pipeline: BSONDocument, from start: ChangeStart) async throws {
        let wait = scope.pool.longestWait
        let worker = try scope.pool.dedicateWorker(scope.operation)
        self.scope = scope
        self.worker = worker
        do {
            self.cursor = try await worker.run {
                ChangeCursor(scope, $0, pipeline: pipeline, from: start, wait: wait)
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
        let (cursor, operation) = (self.cursor, self.scope.operation)
        try self.scope.pool.checkIsOpen(operation)
        return try await self.worker.run { _ in
            guard let document = try cursor.next(operation) else {
                return Turn(event: nil, place: cursor.token, isLast: true)
            }
            let place = cursor.token
            do {
                let event = try DocumentBatch.decode(document, as: Event.self, operation)
                // With the last change of a batch comes the place up to which the server has looked, if that is behind it.
                let isLast = place.map { $0 != event.token } ?? false
                return Turn(event: .success(event), place: place, isLast: isLast)
            } catch let error as MongoError {
                return Turn(event: .failure(error), place: place, isLast: false)
            }
        }
    }
}
