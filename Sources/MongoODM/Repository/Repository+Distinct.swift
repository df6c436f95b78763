import BSON
import CMongoC
public import Schemas

extension Repository {
    /// The different values of a field among the documents that fulfil the query, in no particular order.
    ///
    /// ```swift
    /// let cities = try await customers.distinct(\.address.city)
    /// let sizes = try await products.distinct(\.variants[.each].size, \.isActive == true)
    /// ```
    /// - Parameter path: the field; of an array, its elements. All values together fit into one reply of 16 MB.
    public func distinct<Value: SchemaValue>(
        _ path: KeyPath<Model, Value>, _ query: Query<Model> = .all, in transaction: Transaction? = nil
    ) async throws -> [Value] {
        let operation = self.operation("distinct")
        let path = FieldPath(path)
        if let problem = path.comparisonProblem { throw MongoError(.invalidQuery, operation, detail: problem) }
        let filter = try query.encoded(for: operation)
        let command = BSONDocument { writer in
            writer.write(self.collectionName, under: "distinct")
            writer.write(path.name, under: "key")
            writer.write(filter, under: "query")
        }
        return try await self.perform(operation, in: transaction) { call in
            try call.withReadPreference { preference in
                try call.perform(.read) { handle, options, reply, error in
                    command.withPointer {
                        mongoc_collection_read_command_with_opts(handle, $0, preference, options, reply, error)
                    }
                } read: {
                    try call.decode($0, as: DistinctReply<Value>.self).values
                }
            }
        }
    }
}

/// The server's reply.
private struct DistinctReply<Value: SchemaValue>: SchemaObject {
    var values: [Value]

    static var schema: Schema<Self> { .shared { Schema(DistinctReply.init) { Field("values", \.values) } } }
}
