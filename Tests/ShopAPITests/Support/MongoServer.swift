import BSON
import Foundation
import MongoODM
import TestSupport

/// How many tests have a MongoDB of their own at once: each server takes 150 MB and a hundredth of a processor, also while its test
/// waits for its turn.
let ownServers = Turnstile(4)

/// A replica set of one node that a test may kill.
struct MongoServer: Sendable {
    private let process: ServerProcess

    var uri: String { "mongodb://127.0.0.1:\(self.process.port)/shop?replicaSet=rs0" }

    /// Runs a test with a server of its own, which is removed afterwards, also after a failure.
    static func with(_ body: @Sendable (MongoServer) async throws -> Void) async throws {
        try await ownServers.pass {
            let server = MongoServer(process: try ServerProcess())
            defer { server.process.remove() }
            try server.start()
            try await server.initiate()
            try await body(server)
        }
    }

    /// Runs a test with a server that is no replica set.
    static func standalone(_ body: (_ uri: String) async throws -> Void) async throws {
        let process = try ServerProcess()
        defer { process.remove() }
        try process.start(Self.command(process))
        try await eventually { process.isListening }
        try await body("mongodb://127.0.0.1:\(process.port)/shop")
    }

    func start() throws {
        try self.process.start(Self.command(self.process) + ["--replSet", "rs0"])
    }

    static func command(_ process: ServerProcess) -> [String] {
        [
            ProcessInfo.processInfo.environment["BODEGA_MONGOD"] ?? "mongod", "--dbpath", process.folder.path,
            "--port", "\(process.port)", "--bind_ip", "127.0.0.1", "--wiredTigerCacheSizeGB", "0.25", "--quiet",
            "--setParameter", "enableTestCommands=1",
        ]
    }

    func kill() {
        self.process.kill()
    }

    /// Gives up the transactions of clients that died soon: the server keeps their locks for a minute by default.
    func forgetTransactionsSoon() async throws {
        let client = try MongoClient(MongoSettings(uri: self.uri))
        try await client.database("admin").run(["setParameter": 1, "transactionLifetimeLimitSeconds": 2])
        await client.shutDown()
    }

    /// Has the next command of a name succeed and be answered as one that is not confirmed by the majority.
    func leaveUnconfirmed(next command: String) async throws {
        let client = try MongoClient(MongoSettings(uri: self.uri))
        try await client.database("admin").run([
            "configureFailPoint": "failCommand", "mode": ["times": 1],
            "data": [
                "failCommands": [.string(command)], "writeConcernError": ["code": 64, "errmsg": "Planted"],
            ],
        ])
        await client.shutDown()
    }

    /// Has the next command of a name take six seconds.
    ///
    /// - Parameter namespace: the database and the collection that it is for.
    func delay(next command: String, of namespace: String) async throws {
        let client = try MongoClient(MongoSettings(uri: self.uri))
        try await client.database("admin").run([
            "configureFailPoint": "failCommand", "mode": ["times": 1],
            "data": [
                "failCommands": [.string(command)], "namespace": .string(namespace), "blockConnection": true,
                "blockTimeMS": 6000,
            ],
        ])
        await client.shutDown()
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
