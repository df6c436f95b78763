import Foundation
package import MongoODM
import TestSupport

private let databases = Turnstile(4)

/// The server that `make test` started, or the one that MONGODB_URI names.
package enum TestServer {
    package static let uri =
        ProcessInfo.processInfo.environment["MONGODB_URI"] ?? "mongodb://127.0.0.1:27017/test?replicaSet=rs0"

    package static let client: MongoClient = {
        do {
            // Tests run side by side, and each worker on jobs has a change stream.
            return try MongoClient(MongoSettings(uri: uri, timeout: .seconds(60), changeStreamLimit: 100))
        } catch {
            fatalError("MONGODB_URI is no connection string: \(error)")
        }
    }()
}

/// Runs a test in a database of its own, which is dropped afterwards, also after a failure.
package func withDatabase(
    client: MongoClient = TestServer.client, _ body: @Sendable (MongoDatabase) async throws -> Void
) async throws {
    try await databases.pass { try await runInDatabase(client, body) }
}

private func runInDatabase(
    _ client: MongoClient, _ body: @Sendable (MongoDatabase) async throws -> Void
) async throws {
    let name = "test_\(UUID().uuidString.prefix(13).lowercased().replacingOccurrences(of: "-", with: ""))"
    let database = TestServer.client.database(name)
    do {
        try await body(client.database(name))
    } catch {
        try? await database.drop()
        throw error
    }
    try await database.drop()
}
