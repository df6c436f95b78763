import BSON
import CMongoC

/// A change stream of the driver.
///
/// `@unchecked Sendable`: like a cursor, it is used only in jobs of the worker that made it.
final class ChangeCursor: @unchecked Sendable {
    private let pointer: OpaquePointer

    /// - Parameters:
    ///   - token: where it begins; nil for now.
    ///   - wait: how long one look for changes may take.
    init(_ call: CollectionCall, pipeline: BSONDocument, after token: ResumeToken?, wait: Duration) {
        let options = BSONDocument { writer in
            writer.write(Int(wait / .milliseconds(1)), under: "maxAwaitTimeMS")
            writer.write("updateLookup", under: "fullDocument")
            // Unlike `resumeAfter`, it also goes on behind the end of a collection that was made anew.
            if let token { writer.write(token, under: "startAfter") }
        }
        self.pointer = pipeline.withPointer { pipeline in
            options.withPointer { mongoc_collection_watch(call.handle, pipeline, $0) }
        }
    }

    /// The next change as the driver lends it until the next call; nil when none came in time.
    ///
    /// The driver itself goes on after an error that a change stream may survive, once.
    func next(_ call: CollectionCall) throws -> OpaquePointer? {
        var document: OpaquePointer?
        if mongoc_change_stream_next(self.pointer, &document) { return document }
        var error = bson_error_t()
        var reply: OpaquePointer?
        if mongoc_change_stream_error_document(self.pointer, &error, &reply) {
            throw MongoError(call.operation, error, reply: reply)
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
