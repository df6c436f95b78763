import BSON
import CMongoC

/// What a change stream watches: one collection, or all of a database.
struct ChangeScope: Sendable {
    let operation: Operation
    let pool: ClientPool
    let database: String
    /// Nil for all of the database.
    let collection: String?

    /// Opens a change stream of the driver, on the connection's thread.
    func watch(_ connection: Connection, pipeline: BSONDocument, options: BSONDocument) -> OpaquePointer {
        pipeline.withPointer { pipeline in
            options.withPointer { options in
                if let collection = self.collection {
                    let name = CollectionName(database: self.database, collection: collection)
                    return mongoc_collection_watch(connection.collection(name), pipeline, options)
                }
                let database: OpaquePointer = mongoc_client_get_database(connection.client, self.database)
                // The stream keeps what it needs of it.
                defer { mongoc_database_destroy(database) }
                return mongoc_database_watch(database, pipeline, options)
            }
        }
    }

    /// The place at which the history ends for now.
    func presentPlace() async throws -> ResumeToken {
        try await self.pool.run(self.operation) { connection in
            let cursor = ChangeCursor(self, connection, pipeline: BSONDocument(), from: nil, wait: .milliseconds(1))
            defer { cursor.destroy() }
            _ = try cursor.next(self.operation)
            guard let token = cursor.token else {
                throw MongoError(.unsuitableServer, self.operation, detail: "The server tells no place to begin at")
            }
            return token
        }
    }
}

/// Where a change stream begins.
enum ChangeStart: Sendable {
    /// Behind a place of a stream with the same pipeline.
    case after(ResumeToken)
    /// With the first change of a moment.
    case at(ClusterTime)
}
