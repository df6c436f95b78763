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

    /// The documents, for those who decode them elsewhere.
    func batch(_ call: CollectionCall) throws -> DocumentBatch {
        var batch = DocumentBatch()
        try self.run(call) { batch.append($0) }
        return batch
    }

    /// - Parameter body: takes what it needs from a document, which the driver lends until the next.
    func run(_ call: CollectionCall, _ body: (OpaquePointer) throws -> Void) throws {
        try call.withOptions(.read) { options in
            if let projection = self.projection { options.write(projection, under: "projection") }
            if let order = self.order { options.write(order, under: "sort") }
            if self.skip > 0 { options.write(self.skip, under: "skip") }
            options.write(self.limit, under: "limit")
            // All in one reply where they fit: the server's own first batch ends at 101 documents. A single
            // batch by force would drop what is beyond its 16 MiB, which one document never is.
            options.write(min(self.limit, Int(Int32.max)), under: "batchSize")
            if self.limit == 1 { options.write(true, under: "singleBatch") }
        } _: { options in
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
}
