import BSON
import CMongoC
import Schemas

/// What a find asks for.
struct Find: Sendable {
    let filter: BSONDocument
    let projection: BSONDocument?
    var order: BSONDocument?
    var skip = 0
    let limit: Int

    /// The documents, to be decoded elsewhere.
    func batch(_ call: CollectionCall) throws -> DocumentBatch {
        var batch = DocumentBatch()
        try self.run(call) { batch.append($0) }
        return batch
    }

    /// - Parameter body: takes what it needs from a document, which is gone afterwards.
    func run(_ call: CollectionCall, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let cursor = try self.ask(call, body)
        if cursor != 0 {
            call.kill(cursor)
            try self.askAndFetch(call, body)
        }
    }

    /// Asks by a plain command, which takes the driver half the time of its cursors: those copy the server's
    /// description twice a question, and that is most of it.
    ///
    /// - Returns: the server's cursor, and nothing for the body, where the documents are too large for one reply;
    ///   otherwise zero. A command can't follow the cursor: that belongs to a session and to a member of the
    ///   replica set that the driver has chosen by itself.
    private func ask(_ call: CollectionCall, _ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Int64 {
        let command = BSONDocument { writer in
            writer.write(call.collection.collection, under: "find")
            writer.write(self.filter, under: "filter")
            self.write(to: writer)
        }
        return try call.withReadPreference { preference in
            try call.perform(.read) { handle, options, reply, error in
                command.withPointer {
                    mongoc_collection_read_command_with_opts(handle, $0, preference, options, reply, error)
                }
            } read: {
                let reply = try CursorReply($0, call.operation)
                if reply.cursor == 0 { try reply.documents.forEach(body) }
                return reply.cursor
            }
        }
    }

    /// Asks for any number of bytes, in as many replies as it takes.
    private func askAndFetch(_ call: CollectionCall, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try call.withOptions(.read, self.write) { options in
            try call.withReadPreference { preference in
                let cursor = Cursor(
                    self.filter.withPointer {
                        mongoc_collection_find_with_opts(call.handle, $0, options, preference)
                    })
                defer { cursor.destroy() }
                try cursor.forEach(self.limit, call, body)
            }
        }
    }

    private func write(to writer: BSONWriter) {
        if let projection = self.projection { writer.write(projection, under: "projection") }
        if let order = self.order { writer.write(order, under: "sort") }
        if self.skip > 0 { writer.write(self.skip, under: "skip") }
        writer.write(self.limit, under: "limit")
        // All in one reply where they fit: the server's own first batch ends at 101 documents. A single
        // batch by force would drop what is beyond its 16 MiB, which one document never is.
        writer.write(min(self.limit, Int(Int32.max)), under: "batchSize")
        if self.limit == 1 { writer.write(true, under: "singleBatch") }
    }
}
