import BSON
import CMongoC
import Schemas

/// What an update or a deletion did.
public struct WriteResult: Hashable, Sendable {
    /// Documents that fulfilled the query.
    public var matched: Int
    /// Documents that are different now, or gone.
    public var modified: Int
    /// Whether the update inserted a document.
    public var isUpserted: Bool
}

extension Repository {
    /// Stores a new document.
    ///
    /// - Returns: the document.
    /// - Throws: ``MongoError``: `duplicateKey` names the fields of the unique index; `invalidDocument`
    ///   lists what breaks the schema.
    @discardableResult
    public func create(_ model: Model, in transaction: Transaction? = nil) async throws -> Model {
        let operation = self.operation("insert")
        let model = try self.stampedForCreation(model)
        let document = try self.encoded(model, for: operation)
        try await self.perform(
            operation, in: transaction,
            as: GroupedForm(self.key(of: Self.hasID(model.id)), .insertion(document)) { _ in }
        ) { call in
            try call.perform(.insert) {
                $0.writeNoValidation()
            } _: { handle, options, reply, error in
                document.withPointer { mongoc_collection_insert_one(handle, $0, options, reply, error) }
            } read: { _ in
            }
        }
        await model.didCreate()
        return model
    }

    /// Stores a document in place of the one with its `_id`.
    ///
    /// If the schema declares a revision (`Field("revision", \.revision, default: 0).revision()`), the stored document
    /// must still have the one that this document was read with. Without a revision it is replaced whatever it has
    /// become since.
    ///
    /// - Returns: the document as it is stored now, with its new revision.
    /// - Throws: ``MongoError``: `changed` when another change was faster; `notFound` when there is none;
    ///   `duplicateKey`; `invalidDocument`.
    @discardableResult
    public func update(_ model: Model, in transaction: Transaction? = nil) async throws -> Model {
        let operation = self.operation("replace")
        let expected = self.isUnchanged(model)
        let model = try self.stampedForChange(model, for: operation)
        let document = try self.encoded(model, for: operation)
        let filter = try expected.encoded(for: operation)
        let result = try await self.perform(operation, in: transaction) { call in
            try call.perform(.write) {
                $0.writeNoValidation()
            } _: { handle, options, reply, error in
                filter.withPointer { filter in
                    document.withPointer { mongoc_collection_replace_one(handle, filter, $0, options, reply, error) }
                }
            } read: {
                try call.decode($0, as: UpdateReply.self)
            }
        }
        guard result.matched == 1 else {
            let isThere =
                Model.schema.fieldName(.revision) != nil
                ? try await self.exists(Self.hasID(model.id), in: transaction) : false
            throw MongoError(isThere ? .changed : .notFound, operation)
        }
        await model.didUpdate()
        return model
    }

    /// Changes the first document that fulfils the query, atomically.
    ///
    /// - Parameter upsert: whether to insert a document made of the query's equalities and the changes
    ///   when there is none.
    @discardableResult
    public func updateOne(
        _ query: Query<Model>, _ updates: Update<Model>..., upsert: Bool = false, in transaction: Transaction? = nil
    ) async throws -> WriteResult {
        try await self.update(query, updates, many: false, upsert: upsert, in: transaction)
    }

    /// Changes the first document that fulfils the query by a list of changes, atomically.
    @discardableResult
    public func updateOne(
        _ query: Query<Model>, _ updates: [Update<Model>], upsert: Bool = false, in transaction: Transaction? = nil
    ) async throws -> WriteResult {
        try await self.update(query, updates, many: false, upsert: upsert, in: transaction)
    }

    /// Changes the first document that fulfils the query by what a pipeline computes from it, atomically.
    ///
    /// - Parameter pipeline: stages that compute fields, ``Pipeline/set(_:)`` above all.
    @discardableResult
    public func updateOne(
        _ query: Query<Model>, _ pipeline: Pipeline, upsert: Bool = false, in transaction: Transaction? = nil
    ) async throws -> WriteResult {
        let operation = self.operation("update")
        let stages = try self.stamped(pipeline, upsert: upsert).encoded(for: operation)
        return try await self.update(
            operation, query, stages, isPipeline: true, many: false, upsert: upsert, in: transaction)
    }

    /// Changes every document that fulfils the query by what a pipeline computes from it, each atomically.
    @discardableResult
    public func updateMany(
        _ query: Query<Model>, _ pipeline: Pipeline, in transaction: Transaction? = nil
    ) async throws -> WriteResult {
        let operation = self.operation("update")
        let stages = try self.stamped(pipeline, upsert: false).encoded(for: operation)
        return try await self.update(
            operation, query, stages, isPipeline: true, many: true, upsert: false, in: transaction)
    }

    /// Changes every document that fulfils the query, each atomically.
    @discardableResult
    public func updateMany(
        _ query: Query<Model>, _ updates: Update<Model>..., in transaction: Transaction? = nil
    ) async throws -> WriteResult {
        try await self.update(query, updates, many: true, upsert: false, in: transaction)
    }

    private func update(
        _ query: Query<Model>, _ updates: [Update<Model>], many: Bool, upsert: Bool, in transaction: Transaction?
    ) async throws -> WriteResult {
        let operation = self.operation("update")
        let updates = self.stamped(updates, upsert: upsert)
        let changes = try Update.encoded(updates, of: query, for: operation)
        return try await self.update(
            operation, query, changes, filters: Update.arrayFilters(updates), many: many, upsert: upsert,
            in: transaction)
    }

    func update(
        _ operation: Operation, _ query: Query<Model>, _ changes: BSONDocument, isPipeline: Bool = false,
        filters: [BSONDocument]? = nil, many: Bool, upsert: Bool, in transaction: Transaction?
    ) async throws -> WriteResult {
        let filter = try query.encoded(for: operation)
        func form() -> GroupedForm<WriteResult>? {
            if many { return nil }
            let update = GroupedUpdate(
                filter: filter, changes: changes, isPipeline: isPipeline, arrayFilters: filters, upsert: upsert,
                returned: nil, projection: nil)
            return GroupedForm(self.key(of: query), .update(update)) { answer in
                guard case .done(let isUpserted) = answer else { preconditionFailure("no document was asked for") }
                return WriteResult(matched: isUpserted ? 0 : 1, modified: isUpserted ? 0 : 1, isUpserted: isUpserted)
            }
        }
        return try await self.perform(operation, in: transaction, as: form()) { call in
            try call.perform(.write) {
                $0.writeNoValidation()
                if upsert { $0.write(true, under: "upsert") }
                if let filters { $0.write(filters, under: "arrayFilters") }
            } _: { handle, options, reply, error in
                filter.withPointer { filter in
                    changes.withPointer { changes in
                        many
                            ? mongoc_collection_update_many(handle, filter, changes, options, reply, error)
                            : mongoc_collection_update_one(handle, filter, changes, options, reply, error)
                    }
                }
            } read: {
                let reply = try call.decode($0, as: UpdateReply.self)
                return WriteResult(
                    matched: reply.matched, modified: reply.modified, isUpserted: reply.upsertedCount > 0)
            }
        }
    }

    /// Deletes a document by its `_id`, whatever it has become since it was read.
    ///
    /// - Returns: whether it was there.
    @discardableResult
    public func delete(_ model: Model, in transaction: Transaction? = nil) async throws -> Bool {
        try model.willDelete()
        guard try await self.delete(Self.hasID(model.id), in: transaction).matched > 0 else { return false }
        await model.didDelete()
        return true
    }

    /// Deletes every document that fulfils the query.
    @discardableResult
    public func delete(_ query: Query<Model>, in transaction: Transaction? = nil) async throws -> WriteResult {
        let operation = self.operation("delete")
        let filter = try query.encoded(for: operation)
        return try await self.perform(operation, in: transaction) { call in
            try call.perform(.write) { handle, options, reply, error in
                filter.withPointer { mongoc_collection_delete_many(handle, $0, options, reply, error) }
            } read: {
                let count = try call.decode($0, as: DeleteReply.self).deleted
                return WriteResult(matched: count, modified: count, isUpserted: false)
            }
        }
    }
}

/// The counters that the driver replies after an update.
private struct UpdateReply: SchemaObject {
    var matched: Int
    var modified: Int
    var upsertedCount: Int

    static let schema = Schema(UpdateReply.init) {
        Field("matchedCount", \.matched, default: 0)
        Field("modifiedCount", \.modified, default: 0)
        Field("upsertedCount", \.upsertedCount, default: 0)
    }
}

/// The counter that the driver replies after a deletion.
private struct DeleteReply: SchemaObject {
    var deleted: Int

    static let schema = Schema(DeleteReply.init) { Field("deletedCount", \.deleted, default: 0) }
}
