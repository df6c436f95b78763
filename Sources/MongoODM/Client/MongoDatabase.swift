public import BSON
import CMongoC

/// A database of a ``MongoClient``.
public struct MongoDatabase: Sendable {
    /// The connections.
    public let client: MongoClient
    /// The name on the server.
    public let name: String
    /// What encrypted fields are written and read with.
    let encryptionKeys: EncryptionKeys?

    /// The same database with other keys than the client's for encrypted fields.
    public func encrypted(with keys: EncryptionKeys) -> MongoDatabase {
        MongoDatabase(client: self.client, name: self.name, encryptionKeys: keys)
    }

    /// Runs a command that no typed method covers, on the primary.
    ///
    /// - Returns: the server's reply.
    /// - Throws: ``MongoError``.
    @discardableResult
    public func run(_ command: BSONDocument) async throws -> BSONDocument {
        let operation = Operation(name: "command", target: self.name)
        if let error = command.encodingError {
            throw MongoError(.invalidQuery, operation, detail: error.description)
        }
        let name = self.name
        return try await self.client.pool.run(operation) { connection in
            try connection.perform(operation) { reply, error in
                command.withPointer {
                    mongoc_client_command_simple(connection.client, name, $0, nil, reply, error)
                }
            } read: { reply in
                BSONDocument(owning: bson_copy(reply))
            }
        }
    }

    /// Deletes the database with everything in it.
    ///
    /// - Throws: ``MongoError``.
    public func drop() async throws {
        try await self.run(["dropDatabase": 1])
    }
}
