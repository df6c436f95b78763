public import BSON
import CMongoC
public import Schemas

extension Repository {
    /// The document with the given `_id`.
    public func get(_ id: Model.ID, in transaction: Transaction? = nil) async throws -> Model? {
        try await self.findOne(Self.hasID(id), in: transaction)
    }

    /// The first document that fulfils the query.
    public func findOne(
        _ query: Query<Model>, sort: [Sort<Model>] = [], in transaction: Transaction? = nil
    ) async throws -> Model? {
        try await self.find(query, sort: sort, limit: 1, in: transaction).first
    }

    /// The documents that fulfil the query, a page at a time.
    ///
    /// - Parameters:
    ///   - skip: how many to leave out. The server walks over them: for deep pages ask for what lies
    ///     behind the last document seen.
    ///   - limit: how many at most.
    public func find(
        _ query: Query<Model> = .all, sort: [Sort<Model>] = [], skip: Int = 0, limit: Int = 100,
        in transaction: Transaction? = nil
    ) async throws -> [Model] {
        guard limit > 0 else { return [] }
        let operation = self.operation("find")
        let filter = try query.encoded(for: operation)
        let order = try Self.encoded(sort, for: operation)
        return try await self.perform(operation, in: transaction) { call in
            try call.withOptions { options in
                if let order { options.write(order, under: "sort") }
                if skip > 0 { options.write(skip, under: "skip") }
                options.write(limit, under: "limit")
                // A whole page fits into one reply, so that no cursor stays open on the server.
                options.write(limit < 1000, under: "singleBatch")
            } _: { options in
                let cursor = Cursor(
                    filter.withPointer { mongoc_collection_find_with_opts(call.handle, $0, options, nil) })
                defer { cursor.destroy() }
                return try cursor.next(limit, as: Model.self, call)
            }
        }
    }

    /// All documents, a page at a time, in the order of their `_id`.
    public func findAll(
        skip: Int = 0, limit: Int = 100, in transaction: Transaction? = nil
    ) async throws -> [Model] {
        try await self.find(
            .all, sort: [Sort(path: FieldPath(name: "_id"), isAscending: true)], skip: skip, limit: limit,
            in: transaction)
    }

    /// How many documents fulfil the query.
    public func count(_ query: Query<Model> = .all, in transaction: Transaction? = nil) async throws -> Int {
        let operation = self.operation("count")
        let filter = try query.encoded(for: operation)
        return try await self.perform(operation, in: transaction) { call in
            try call.withOptions { options in
                var count: Int64 = 0
                return try call.connection.perform(call.operation) { reply, error in
                    count = filter.withPointer {
                        mongoc_collection_count_documents(call.handle, $0, options, nil, reply, error)
                    }
                    return count >= 0
                } read: { _ in
                    Int(count)
                }
            }
        }
    }

    /// Runs an aggregation and decodes what it yields.
    ///
    /// - Parameters:
    ///   - pipeline: the stages, as MongoDB writes them.
    ///   - limit: how many results to read at most.
    public func aggregate<Output: SchemaObject>(
        _ pipeline: [BSONDocument], as type: Output.Type = Output.self, limit: Int = 1000,
        in transaction: Transaction? = nil
    ) async throws -> [Output] {
        let operation = self.operation("aggregate")
        let stages = BSONDocument([("pipeline", .array(pipeline.map { .document($0) }))])
        if let error = stages.encodingError {
            throw MongoError(.invalidQuery, operation, detail: error.description)
        }
        return try await self.perform(operation, in: transaction) { call in
            try call.withOptions { options in
                let cursor = Cursor(
                    stages.withPointer {
                        mongoc_collection_aggregate(call.handle, MONGOC_QUERY_NONE, $0, options, nil)
                    })
                defer { cursor.destroy() }
                return try cursor.next(limit, as: Output.self, call)
            }
        }
    }

    static func encoded(_ sort: [Sort<Model>], for operation: Operation) throws -> BSONDocument? {
        if sort.isEmpty { return nil }
        let writer = BSONWriter()
        for key in sort {
            guard key.path.isKnown else { throw MongoError(.invalidQuery, operation, detail: key.path.name) }
            writer.key(key.path.name)
            writer.write(Int32(key.isAscending ? 1 : -1))
        }
        return try writer.finish(for: operation)
    }
}

extension BSONWriter {
    func write(_ value: some SchemaValue, under key: String) {
        self.key(key)
        value.write(to: self)
    }
}
