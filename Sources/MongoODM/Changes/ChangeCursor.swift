import BSON
import CMongoC

/// A change stream of the driver.
///
/// `@unchecked Sendable`: like a cursor, it is used only in jobs of the worker that made it.
final class ChangeCursor: @unchecked Sendable {
    private let pointer: OpaquePointer

    /// - Parameters:
    ///   - start: where it begins; nil for now.
    ///   - wait: how long one look for changes may take.
    init(
        _ scope: ChangeScope, _ connection: Connection, pipeline: BSONDocument, from start: ChangeStart?, wait: Duration
    ) {
        let options = BSONDocument { writer in
            writer.write(Int(wait / .milliseconds(1)), under: "maxAwaitTimeMS")
            writer.write("updateLookup", under: "fullDocument")
            switch start {
            // Unlike `resumeAfter`, it also goes on behind the end of a collection that was made anew.
            case .after(let token): writer.write(token, under: "startAfter")
            case .at(let time): writer.write(time.value, under: "startAtOperationTime")
            case nil: break
            }
        }
        self.pointer = scope.watch(connection, pipeline: pipeline, options: options)
    }

    /// The next change as the driver lends it until the next call; nil when none came in time.
    ///
    /// The driver itself goes on after an error that a change stream may survive, once.
    func next(_ operation: Operation) throws -> OpaquePointer? {
        var document: OpaquePointer?
        if mongoc_change_stream_next(self.pointer, &document) { return document }
        var error = bson_error_t()
        var reply: OpaquePointer?
        if mongoc_change_stream_error_document(self.pointer, &error, &reply) {
            throw MongoError(operation, error, reply: reply)
        }
        return nil
    }

    /// The place that it has reached.
    var token: ResumeToken? {
        mongoc_change_stream_get_resume_token(self.pointer).map { ResumeToken(BSONDocument(owning: bson_copy($0))) }
    }

    /// Ends it here and on the server.
    func destroy() {
        mongoc_change_stream_destroy(self.pointer)
    }
}
