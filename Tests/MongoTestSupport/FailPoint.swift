package import BSON
import MongoODM
import TestSupport

/// A server has one fail point for commands: tests that need it wait for one another.
private let failPoint = Turnstile(1)

/// Makes the server fail commands of one client: clients are told apart by their application names.
///
/// - Parameters:
///   - times: how often; nil for as long as `body` runs.
///   - skipped: how many of the commands succeed before, where they fail for as long as `body` runs.
///   - failure: how they fail.
package func withFailingCommands(
    _ commands: [BSONValue], of applicationName: String, times: Int? = nil, after skipped: Int = 0,
    _ failure: [(String, BSONValue)], _ body: @Sendable () async throws -> Void
) async throws {
    let mode: BSONValue =
        times.map { ["times": .int32(Int32($0))] } ?? (skipped > 0 ? ["skip": .int32(Int32(skipped))] : "alwaysOn")
    let data = BSONDocument(
        [("failCommands", .array(commands)), ("appName", .string(applicationName))] + failure)
    try await failPoint.pass {
        let admin = TestServer.client.database("admin")
        try await admin.run(["configureFailPoint": "failCommand", "mode": mode, "data": .document(data)])
        let result = await Result { try await body() }
        try await admin.run(["configureFailPoint": "failCommand", "mode": "off"])
        try result.get()
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
