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

    /// - Parameter read: takes what it needs from a document, which the driver lends until the next.
    @discardableResult
    func run<Value>(_ call: CollectionCall, read: (OpaquePointer) throws -> Value) throws -> [Value] {
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
                return try cursor.next(self.limit, call, read)
            }
        }
    }
}
