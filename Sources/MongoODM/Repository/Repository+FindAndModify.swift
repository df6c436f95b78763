import BSON
import CMongoC
import Schemas

/// Which state of a document a find-and-modify answers with.
public enum ReturnedDocument: Sendable {
    case before
    case after
}

extension Repository {
    /// Changes the first document that fulfils the query and returns it, as one atomic step.
    ///
    /// - Parameters:
    ///   - sort: which document is the first.
    ///   - upsert: whether to insert a document made of the query's equalities and the changes when there
    ///     is none.
    ///   - returning: the document before or after the change.
    /// - Returns: nil when no document fulfils the query, or when one was inserted and `returning` is
    ///   `before`.
    public func findOneAndUpdate(
        _ query: Query<Model>, _ updates: Update<Model>..., sort: [Sort<Model>] = [], upsert: Bool = false,
        returning: ReturnedDocument = .after, in transaction: Transaction? = nil
    ) async throws -> Model? {
        try await self.findOneAndUpdate(
            query, updates, sort: sort, upsert: upsert, returning: returning, in: transaction)
    }

    /// Changes the first document that fulfils the query by a list of changes, as one atomic step.
    public func findOneAndUpdate(
        _ query: Query<Model>, _ updates: [Update<Model>], sort: [Sort<Model>] = [], upsert: Bool = false,
        returning: ReturnedDocument = .after, in transaction: Transaction? = nil
    ) async throws -> Model? {
        let operation = self.operation("findAndModify")
        let updates = self.stamped(updates, upsert: upsert)
        let changes = try Update.encoded(updates, of: query, for: operation)
        return try await self.findOneAndUpdate(
            operation, query, changes, isPipeline: false, sort: sort, filters: Update.arrayFilters(updates),
            upsert: upsert, returning: returning, in: transaction)
    }

    /// Changes the first document that fulfils the query by what a pipeline computes from it, as one atomic step.
    ///
    /// - Parameters:
    ///   - pipeline: stages that compute fields, ``Pipeline/set(_:)`` above all.
    ///   - upsert: whether to insert, when there is none, what the pipeline computes from a document of the query's
    ///     equalities.
    public func findOneAndUpdate(
        _ query: Query<Model>, _ pipeline: Pipeline, sort: [Sort<Model>] = [], upsert: Bool = false,
        returning: ReturnedDocument = .after, in transaction: Transaction? = nil
    ) async throws -> Model? {
        let operation = self.operation("findAndModify")
        let stages = try self.stamped(pipeline, upsert: upsert).encoded(for: operation)
        return try await self.findOneAndUpdate(
            operation, query, stages, isPipeline: true, sort: sort, filters: nil, upsert: upsert, returning: returning,
            in: transaction)
    }

    private func findOneAndUpdate(
        _ operation: Operation, _ query: Query<Model>, _ changes: BSONDocument, isPipeline: Bool, sort: [Sort<Model>],
        filters: [BSONDocument]?, upsert: Bool, returning: ReturnedDocument, in transaction: Transaction?
    ) async throws -> Model? {
        func form(_ filter: BSONDocument) -> GroupedForm<FoundDocument> {
            let update = GroupedUpdate(
                filter: filter, changes: changes, isPipeline: isPipeline, arrayFilters: filters, upsert: upsert,
                returned: returning, projection: Model.projectionWithoutDerived)
            return GroupedForm(self.key(of: query), .update(update)) { answer in
                guard case .document(let batch) = answer else { preconditionFailure("the document was asked for") }
                return .plain(batch)
            }
        }
        return try await self.findAndModify(
            operation, query, sort: sort, arrayFilters: filters, in: transaction, as: form
        ) { options in
            _ = changes.withPointer { mongoc_find_and_modify_opts_set_update(options, $0) }
            var flags = MONGOC_FIND_AND_MODIFY_NONE.rawValue
            if upsert { flags |= MONGOC_FIND_AND_MODIFY_UPSERT.rawValue }
            if returning == .after { flags |= MONGOC_FIND_AND_MODIFY_RETURN_NEW.rawValue }
            mongoc_find_and_modify_opts_set_flags(options, mongoc_find_and_modify_flags_t(rawValue: flags))
        }
    }

    /// Deletes the first document that fulfils the query and returns it, as one atomic step.
    public func findOneAndDelete(
        _ query: Query<Model>, sort: [Sort<Model>] = [], in transaction: Transaction? = nil
    ) async throws -> Model? {
        let operation = self.operation("findAndModify")
        return try await self.findAndModify(operation, query, sort: sort, in: transaction) { options in
            mongoc_find_and_modify_opts_set_flags(options, MONGOC_FIND_AND_MODIFY_REMOVE)
        }
    }

    private func findAndModify(
        _ operation: Operation, _ query: Query<Model>, sort: [Sort<Model>], arrayFilters: [BSONDocument]? = nil,
        in transaction: Transaction?, as form: ((BSONDocument) -> GroupedForm<FoundDocument>)? = nil,
        _ configure: @escaping @Sendable (OpaquePointer) -> Void
    ) async throws -> Model? {
        let filter = try query.encoded(for: operation)
        let order = try Self.encoded(sort, for: operation)
        let projection = Model.projectionWithoutDerived
        let found = try await self.perform(operation, in: transaction, as: form?(filter)) { call -> FoundDocument in
            guard let options = mongoc_find_and_modify_opts_new() else { throw MongoError(.driver, operation) }
            defer { mongoc_find_and_modify_opts_destroy(options) }
            configure(options)
            _ = order?.withPointer { mongoc_find_and_modify_opts_set_sort(options, $0) }
            _ = projection?.withPointer { mongoc_find_and_modify_opts_set_fields(options, $0) }
            return try call.perform(.write) {
                if let arrayFilters { $0.write(arrayFilters, under: "arrayFilters") }
            } _: { handle, extra, reply, error in
                mongoc_find_and_modify_opts_append(options, extra)
                return filter.withPointer {
                    mongoc_collection_find_and_modify_with_opts(handle, $0, options, reply, error)
                }
            } read: {
                var reply = DocumentBatch()
                reply.append(DocumentBatch.bytes(of: $0))
                return .replied(reply)
            }
        }
        return switch found {
        case .replied(let reply): try reply.values(as: FindAndModifyReply<Model>.self, operation).first?.value
        case .plain(let document): try document.values(as: Model.self, operation).first
        }
    }
}

/// A document that was changed, as the server told it.
private enum FoundDocument: Sendable {
    /// As a field of the reply.
    case replied(DocumentBatch)
    case plain(DocumentBatch)
}

/// The server's reply: the document is one field of it.
///
/// Read by hand: a generic type can't keep a schema, and making one takes longer than reading.
private struct FindAndModifyReply<Model: Document>: SchemaValue {
    var value: Model?

    static func read(from reader: any ValueReader) throws(Rejected) -> FindAndModifyReply {
        var reply = FindAndModifyReply()
        try reader.beginObject()
        while let key = try reader.nextField() {
            if key.elementsEqual("value".utf8) {
                (reader as? BSONReader)?.beginStoredDocument()
                reply.value = try Model?.read(from: reader)
            } else {
                try reader.skipValue()
            }
        }
        return reply
    }

    func write(to writer: any ValueWriter) {}
    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { [:] }
}
