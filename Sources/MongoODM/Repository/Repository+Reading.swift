import BSON
import CMongoC
import Schemas

extension Repository {
    /// The document with the given `_id`.
    ///
    /// As ``findOne(_:sort:in:)`` by a unique field, it may travel together with others.
    public func get(_ id: Model.ID, in transaction: Transaction? = nil) async throws -> Model? {
        try await self.findOne(Self.hasID(id), in: transaction)
    }

    /// The first document that fulfils the query.
    ///
    /// Tasks that at the same time look for documents by the same unique field, and ask for nothing else, share one
    /// question to the server: the more of them, the less each costs. What was stored before the call is found.
    public func findOne(
        _ query: Query<Model>, sort: [Sort<Model>] = [], in transaction: Transaction? = nil
    ) async throws -> Model? {
        try await self.find(query, sort: sort, limit: 1, in: transaction).first
    }

    /// The documents that fulfil the query, a page at a time.
    ///
    /// - Parameters:
    ///   - skip: how many to leave out. The server walks over them: for deep pages ask for what lies
    ///     behind the last document seen, by ``page(_:sort:after:limit:in:)``.
    ///   - limit: how many at most.
    public func find(
        _ query: Query<Model> = .all, sort: [Sort<Model>] = [], skip: Int = 0, limit: Int = 100,
        in transaction: Transaction? = nil
    ) async throws -> [Model] {
        if sort.isEmpty, skip == 0, transaction == nil, let (loader, keys) = self.loader(for: query, limit: limit) {
            return try self.values(of: await loader.load(keys), self.operation("find"))
        }
        return try await self.find(
            query, sort: sort, skip: skip, limit: limit, projection: Model.projectionWithoutDerived, in: transaction)
    }

    func find<Output: SchemaValue>(
        _ query: Query<Model>, sort: [Sort<Model>], skip: Int = 0, limit: Int, projection: BSONDocument?,
        as type: Output.Type = Output.self, in transaction: Transaction?
    ) async throws -> [Output] {
        let batch = try await self.batch(
            query, sort: sort, skip: skip, limit: limit, projection: projection, in: transaction)
        return try self.values(of: batch, self.operation("find"))
    }

    /// The documents that fulfil the query, as the server sends them.
    func batch(
        _ query: Query<Model>, sort: [Sort<Model>], skip: Int, limit: Int, projection: BSONDocument?,
        in transaction: Transaction?
    ) async throws -> DocumentBatch {
        guard limit > 0 else { return DocumentBatch() }
        let operation = self.operation("find")
        let find = Find(
            filter: try query.encoded(for: operation), projection: projection,
            order: try Self.encoded(sort, for: operation), skip: skip, limit: limit)
        return try await self.perform(
            operation, in: transaction, as: GroupedForm<DocumentBatch>(reading: self.key(of: query))
        ) { call in
            try find.batch(call)
        }
    }

    /// All documents, a page at a time, in the order of their `_id`.
    public func findAll(
        skip: Int = 0, limit: Int = 100, in transaction: Transaction? = nil
    ) async throws -> [Model] {
        try await self.find(
            .all, sort: [Sort(FieldPath(name: "_id"), .ascending)], skip: skip, limit: limit,
            in: transaction)
    }

    /// How many documents fulfil the query.
    ///
    /// - Parameter limit: where to stop counting; nil to count all.
    public func count(
        _ query: Query<Model> = .all, limit: Int? = nil, in transaction: Transaction? = nil
    ) async throws -> Int {
        let operation = self.operation("count")
        let filter = try query.encoded(for: operation)
        return try await self.perform(operation, in: transaction) { call in
            try call.withOptions(.read) {
                if let limit { $0.write(limit, under: "limit") }
            } _: { options in
                var count: Int64 = 0
                return try call.connection.perform(call.operation) { reply, error in
                    count = call.withReadPreference { preference in
                        filter.withPointer {
                            mongoc_collection_count_documents(call.handle, $0, options, preference, reply, error)
                        }
                    }
                    return count >= 0
                } read: { _ in
                    Int(count)
                }
            }
        }
    }

    static func encoded(_ sort: [Sort<Model>], for operation: Operation) throws -> BSONDocument? {
        if sort.isEmpty { return nil }
        let writer = BSONWriter()
        for key in sort {
            if let problem = key.path.comparisonProblem { throw MongoError(.invalidQuery, operation, detail: problem) }
            writer.key(key.path.name)
            key.order.value.write(to: writer)
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
