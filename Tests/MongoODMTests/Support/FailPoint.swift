import BSON
import MongoODM
import MongoTestSupport

/// Makes the server fail commands of one client: clients are told apart by their application names.
func withFailingCommands(
    _ commands: [BSONValue], of applicationName: String, times: Int, _ failure: [(String, BSONValue)],
    _ body: () async throws -> Void
) async throws {
    let admin = TestServer.client.database("admin")
    let data: [(String, BSONValue)] = [
        ("failCommands", .array(commands)), ("appName", .string(applicationName)),
    ]
    try await admin.run([
        "configureFailPoint": "failCommand", "mode": ["times": .int32(Int32(times))],
        "data": .document(BSONDocument(data + failure)),
    ])
    let result = await Result { try await body() }
    try await admin.run(["configureFailPoint": "failCommand", "mode": "off"])
    try result.get()
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
