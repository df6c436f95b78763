import BSON
import CMongoC
public import Schemas

extension Repository {
    /// Runs an aggregation and decodes what it yields.
    ///
    /// - Parameters:
    ///   - pipeline: the stages.
    ///   - type: the shape of the results.
    ///   - limit: how many results to read at most.
    /// - Throws: ``MongoError``: `invalidQuery` when a stage names a property without a field, or the type one that no
    ///   stage yields; `decoding` when a result has another shape.
    public func aggregate<Output: SchemaObject>(
        _ pipeline: Pipeline, as type: Output.Type = Output.self, limit: Int = 1000,
        in transaction: Transaction? = nil
    ) async throws -> [Output] {
        let operation = self.operation("aggregate")
        let stages = try pipeline.encoded(for: operation)
        if let problem = pipeline.outcome.problem(reading: type, from: Model.self) {
            throw MongoError(.invalidQuery, operation, detail: problem)
        }
        let batch = try await self.perform(operation, in: transaction) { call in
            try call.withOptions(.read) { options in
                try call.withReadPreference { preference in
                    let cursor = Cursor(
                        stages.withPointer {
                            mongoc_collection_aggregate(call.handle, MONGOC_QUERY_NONE, $0, options, preference)
                        })
                    defer { cursor.destroy() }
                    return try cursor.nextBatch(limit, call)
                }
            }
        }
        return try batch.values(as: Output.self, operation)
    }

    /// Runs an aggregation whose last stage writes, as ``Pipeline/merge(into:)`` does.
    public func run(_ pipeline: Pipeline, in transaction: Transaction? = nil) async throws {
        _ = try await self.aggregate(pipeline, as: Ignored.self, limit: 1, in: transaction)
    }
}

/// A document of which nothing matters.
private struct Ignored: SchemaObject {
    static let schema = Schema(Ignored.init) {}
}
