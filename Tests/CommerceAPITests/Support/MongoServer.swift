import BSON
import Foundation
import MongoODM
import TestSupport

/// A replica set of one node that a test may kill.
struct MongoServer: Sendable {
    private let process: ServerProcess

    var uri: String { "mongodb://127.0.0.1:\(self.process.port)/shop?replicaSet=rs0" }

    /// Runs a test with a server of its own, which is removed afterwards, also after a failure.
    static func with(_ body: (MongoServer) async throws -> Void) async throws {
        let server = MongoServer(process: try ServerProcess())
        defer { server.process.remove() }
        try server.start()
        try await server.initiate()
        try await body(server)
    }

    func start() throws {
        let executable = ProcessInfo.processInfo.environment["BODEGA_MONGOD"] ?? "mongod"
        try self.process.start(
            [
                executable, "--dbpath", self.process.folder.path, "--port", "\(self.process.port)",
                "--bind_ip", "127.0.0.1", "--replSet", "rs0", "--wiredTigerCacheSizeGB", "0.25", "--quiet",
            ])
    }

    func kill() {
        self.process.kill()
    }

    private func initiate() async throws {
        let host = "127.0.0.1:\(self.process.port)"
        let client = try MongoClient(
            MongoSettings(uri: "mongodb://\(host)/?directConnection=true", timeout: .seconds(60)))
        let members: BSONValue = [["_id": 0, "host": .string(host)]]
        try await client.database("admin").run(["replSetInitiate": ["_id": "rs0", "members": members]])
        await client.shutDown()
        let member = try MongoClient(MongoSettings(uri: self.uri, timeout: .seconds(60)))
        // The driver waits for the election by itself.
        try await member.database("shop").run(["create": "ready"])
        await member.shutDown()
    }
}
