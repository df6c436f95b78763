import BSON
import MongoODM

extension MongoServer {
    /// Has looks for what changes in the whole database fail for clients of one name, as if the place where they were was not
    /// known any more, and begins when one has.
    func withoutHistoryOfChanges(
        for applicationName: String, _ body: () async throws -> Void
    ) async throws {
        let client = try MongoClient(MongoSettings(uri: self.uri, timeout: .seconds(60)))
        let admin = client.database("admin")
        let set = try await admin.run([
            "configureFailPoint": "failCommand", "mode": "alwaysOn",
            "data": [
                "failCommands": ["getMore", "aggregate"], "namespace": "shop.$cmd.aggregate", "errorCode": 286,
                "appName": .string(applicationName),
            ],
        ])
        try await admin.run([
            "waitForFailPoint": "failCommand", "timesEntered": .int64(Int64((set["count"]?.intValue ?? 0) + 1)),
            "maxTimeMS": 30_000,
        ])
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        try await admin.run(["configureFailPoint": "failCommand", "mode": "off"])
        await client.shutDown()
        try result.get()
    }
}

extension MongoDatabase {
    /// How many change streams there are on the whole database.
    func watchers() async throws -> Int {
        let reply = try await self.client.database("admin").run([
            "aggregate": 1, "cursor": [:],
            "pipeline": [
                ["$currentOp": ["allUsers": true, "idleCursors": true]],
                ["$match": ["ns": .string(self.name + ".$cmd.aggregate"), "cursor.tailable": true]],
            ],
        ])
        return reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.count ?? 0
    }
}
