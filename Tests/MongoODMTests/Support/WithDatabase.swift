import Foundation
import MongoODM

/// The server that `make test` started, or the one that MONGODB_URI names.
enum TestServer {
    static let uri =
        ProcessInfo.processInfo.environment["MONGODB_URI"] ?? "mongodb://127.0.0.1:27017/test?replicaSet=rs0"

    static let client: MongoClient = {
        do {
            return try MongoClient(MongoSettings(uri: uri, timeout: .seconds(10)))
        } catch {
            fatalError("MONGODB_URI is no connection string: \(error)")
        }
    }()
}

/// Runs a test in a database of its own, which is dropped afterwards, also after a failure.
func withDatabase<Output>(
    client: MongoClient = TestServer.client, _ body: (MongoDatabase) async throws -> Output
) async throws -> Output {
    let name = "test_\(UUID().uuidString.prefix(13).lowercased().replacingOccurrences(of: "-", with: ""))"
    let database = TestServer.client.database(name)
    do {
        let output = try await body(client.database(name))
        try await database.drop()
        return output
    } catch {
        try? await database.drop()
        throw error
    }
}
