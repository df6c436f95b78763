import CMongoC
import Schemas

/// A cursor of the driver.
///
/// `@unchecked Sendable`: like a session, it is used only in jobs of the worker that made it.
final class Cursor: @unchecked Sendable {
    private let pointer: OpaquePointer
    /// How many bytes the batch before had: the next has about as many.
    private var batchSize = 0

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    /// Lends `limit` documents, or fewer at the cursor's end, each until the next.
    func forEach(_ limit: Int, _ call: CollectionCall, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        var count = 0
        while count < limit, let document = try self.next(call) {
            try body(DocumentBatch.bytes(of: document))
            count += 1
        }
    }

    /// Copies documents until there are `limit` or the cursor is at its end.
    func nextBatch(_ limit: Int, _ call: CollectionCall) throws -> DocumentBatch {
        var batch = DocumentBatch(capacity: self.batchSize)
        defer { self.batchSize = batch.size }
        try self.forEach(limit, call) { batch.append($0) }
        return batch
    }

    /// The next document, which the driver lends until the next call; nil at the end.
    private func next(_ call: CollectionCall) throws -> OpaquePointer? {
        var document: OpaquePointer?
        if mongoc_cursor_next(self.pointer, &document) { return document }
        var error = bson_error_t()
        var reply: OpaquePointer?
        if mongoc_cursor_error_document(self.pointer, &error, &reply) {
            throw MongoError(call.operation, error, reply: reply)
        }
        return nil
    }

    /// Ends the cursor here and on the server.
    func destroy() {
        mongoc_cursor_destroy(self.pointer)
    }
}
