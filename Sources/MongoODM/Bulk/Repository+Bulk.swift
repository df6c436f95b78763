import BSON
import CMongoC
import Schemas

extension Repository {
    /// Stores new documents, in as few messages as possible.
    ///
    /// - Returns: the documents.
    /// - Throws: as ``bulkWrite(_:ordered:in:)``.
    @discardableResult
    public func createMany(_ models: [Model], in transaction: Transaction? = nil) async throws -> [Model] {
        let models = try models.map { try self.stampedForCreation($0) }
        try await self.write(models.map { .create($0) }, ordered: true, in: transaction)
        for model in models { await model.didCreate() }
        return models
    }

    /// Does many writes in as few messages as possible. No hooks run, and replacements don't look at revisions.
    ///
    /// - Parameters:
    ///   - writes: what to do.
    ///   - ordered: whether to do them one after the other and to stop at the first that is refused. Otherwise all are
    ///     tried, in any order.
    /// - Throws: ``MongoError``, whose ``MongoError/writeErrors`` say which writes were refused; `invalidDocument`,
    ///   before anything is written, when a document breaks its schema.
    @discardableResult
    public func bulkWrite(
        _ writes: [BulkWrite<Model>], ordered: Bool = true, in transaction: Transaction? = nil
    ) async throws -> BulkResult {
        try await self.write(writes, ordered: ordered, in: transaction)
    }

    @discardableResult
    private func write(
        _ writes: [BulkWrite<Model>], ordered: Bool, in transaction: Transaction?
    ) async throws -> BulkResult {
        guard !writes.isEmpty else {
            return BulkResult(inserted: 0, matched: 0, modified: 0, deleted: 0, upserted: 0)
        }
        var operation = self.operation("bulkWrite")
        operation.isBulk = true
        let steps = try writes.map { try self.step($0, for: operation) }
        return try await self.perform(operation, in: transaction) { [operation] call in
            // The driver knows no limit for a bulk.
            try call.withOptions(.insert, limitsTime: false) {
                $0.write(ordered, under: "ordered")
            } _: { options in
                guard let bulk = mongoc_collection_create_bulk_operation_with_opts(call.handle, options) else {
                    throw MongoError(.driver, operation)
                }
                defer { mongoc_bulk_operation_destroy(bulk) }
                for step in steps { try step(bulk) }
                return try call.connection.perform(operation) { reply, error in
                    mongoc_bulk_operation_execute(bulk, reply, error) != 0
                } read: {
                    let reply = try call.decode($0, as: BulkReply.self)
                    return BulkResult(
                        inserted: reply.inserted, matched: reply.matched, modified: reply.modified,
                        deleted: reply.removed, upserted: reply.upserted)
                }
            }
        }
    }

    /// A write, encoded here, for the worker to add to the driver's list.
    private func step(
        _ write: BulkWrite<Model>, for operation: Operation
    ) throws -> @Sendable (OpaquePointer) throws -> Void {
        switch write {
        case .create(let model):
            let document = try self.encoded(model, for: operation)
            return Self.step(operation) { bulk, options, error in
                document.withPointer { mongoc_bulk_operation_insert_with_opts(bulk, $0, options, error) }
            }
        case .replace(let model, let upsert):
            let filter = try Self.hasID(model.id).encoded(for: operation)
            let document = try self.encoded(model, for: operation)
            return Self.step(operation, upsert: upsert) { bulk, options, error in
                filter.withPointer { filter in
                    document.withPointer {
                        mongoc_bulk_operation_replace_one_with_opts(bulk, filter, $0, options, error)
                    }
                }
            }
        case .updateOne(let query, let updates, let upsert):
            return try self.step(query, updates, upsert, mongoc_bulk_operation_update_one_with_opts, for: operation)
        case .updateMany(let query, let updates):
            return try self.step(query, updates, false, mongoc_bulk_operation_update_many_with_opts, for: operation)
        case .deleteOne(let query):
            let filter = try query.encoded(for: operation)
            return Self.step(operation, isDeletion: true) { bulk, options, error in
                filter.withPointer { mongoc_bulk_operation_remove_one_with_opts(bulk, $0, options, error) }
            }
        case .deleteMany(let query):
            let filter = try query.encoded(for: operation)
            return Self.step(operation, isDeletion: true) { bulk, options, error in
                filter.withPointer { mongoc_bulk_operation_remove_many_with_opts(bulk, $0, options, error) }
            }
        }
    }

    private typealias UpdateCall =
        @Sendable (
            OpaquePointer?, OpaquePointer?, OpaquePointer?, OpaquePointer?, UnsafeMutablePointer<bson_error_t>?
        ) -> Bool

    private func step(
        _ query: Query<Model>, _ updates: [Update<Model>], _ upsert: Bool, _ call: @escaping UpdateCall,
        for operation: Operation
    ) throws -> @Sendable (OpaquePointer) throws -> Void {
        let updates = self.stamped(updates, upsert: upsert)
        let filter = try query.encoded(for: operation)
        let changes = try Update.encoded(updates, of: query, for: operation)
        return Self.step(operation, upsert: upsert, arrayFilters: Update.arrayFilters(updates)) {
            bulk, options, error in
            filter.withPointer { filter in
                changes.withPointer { call(bulk, filter, $0, options, error) }
            }
        }
    }

    private static func step(
        _ operation: Operation, upsert: Bool = false, arrayFilters: [BSONDocument]? = nil, isDeletion: Bool = false,
        _ add: @escaping @Sendable (OpaquePointer, OpaquePointer, UnsafeMutablePointer<bson_error_t>) -> Bool
    ) -> @Sendable (OpaquePointer) throws -> Void {
        let options = BSONDocument { writer in
            if !isDeletion { writer.writeNoValidation() }
            if upsert { writer.write(true, under: "upsert") }
            if let arrayFilters { writer.write(arrayFilters, under: "arrayFilters") }
        }
        return { bulk in
            var error = bson_error_t()
            guard options.withPointer({ add(bulk, $0, &error) }) else {
                throw MongoError(operation, error, reply: nil)
            }
        }
    }
}

/// The counters that the driver replies.
private struct BulkReply: SchemaObject {
    var inserted: Int
    var matched: Int
    var modified: Int
    var removed: Int
    var upserted: Int

    static let schema = Schema(BulkReply.init) {
        Field("nInserted", \.inserted, default: 0)
        Field("nMatched", \.matched, default: 0)
        Field("nModified", \.modified, default: 0)
        Field("nRemoved", \.removed, default: 0)
        Field("nUpserted", \.upserted, default: 0)
    }
}
