import BSON
import Glibc
import MongoODM
import TestSupport
import Testing

/// A replica set of three members of which a test may stop one: the others elect another primary within seconds.
struct MongoSet: Sendable {
    private let members: [ServerProcess]

    var uri: String {
        let hosts = self.members.map { "127.0.0.1:\($0.port)" }.joined(separator: ",")
        return "mongodb://\(hosts)/shop?replicaSet=rs0"
    }

    /// Runs a test with a set of its own, which is removed afterwards, also after a failure.
    static func with(_ body: @Sendable (MongoSet) async throws -> Void) async throws {
        try await ownServers.pass {
            let set = MongoSet(members: try (0..<3).map { _ in try ServerProcess() })
            defer { for member in set.members { member.remove() } }
            for member in set.members { try member.start(MongoServer.command(member) + ["--replSet", "rs0"]) }
            try await set.initiate()
            try await body(set)
        }
    }

    /// Keeps the primary from doing anything while something else happens.
    func withFrozenPrimary<Value>(_ body: () async throws -> Value) async throws -> Value {
        let primary = try await self.primary()
        primary.signal(SIGSTOP)
        defer { primary.signal(SIGCONT) }
        return try await body()
    }

    private func primary() async throws -> ServerProcess {
        let client = try MongoClient(MongoSettings(uri: self.uri, timeout: .seconds(60)))
        let hello = try await client.database("admin").run(["hello": 1])
        await client.shutDown()
        let name = hello["me"]?.stringValue
        return try #require(self.members.first { "127.0.0.1:\($0.port)" == name })
    }

    private func initiate() async throws {
        let hosts = self.members.map { "127.0.0.1:\($0.port)" }
        let client = try MongoClient(
            MongoSettings(uri: "mongodb://\(hosts[0])/?directConnection=true", timeout: .seconds(60)))
        let members = hosts.enumerated().map { index, host -> BSONValue in
            ["_id": .int32(Int32(index)), "host": .string(host)]
        }
        for member in self.members { try await eventually { member.isListening } }
        try await client.database("admin").run([
            "replSetInitiate": [
                "_id": "rs0", "members": .array(members),
                "settings": ["electionTimeoutMillis": 2000, "heartbeatIntervalMillis": 500],
            ]
        ])
        await client.shutDown()
        let member = try MongoClient(MongoSettings(uri: self.uri, timeout: .seconds(60)))
        // The driver waits for the election by itself.
        try await member.database("shop").run(["create": "ready"])
        await member.shutDown()
    }
}
