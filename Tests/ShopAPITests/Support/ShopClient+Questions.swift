import BSON
import MongoODM
import TestSupport

extension ShopClient {
    /// What MongoDB was asked during some work, by its own profile of this database; without the watching of changes, and
    /// without the small tables that a shop asks for again when it has not been told for a while that they are as they were.
    func questions(_ work: () async throws -> Void) async throws -> [String] {
        try await self.database.run(["profile": 2])
        try await work()
        try await self.database.run(["profile": 0])
        let reply = try await self.database.run([
            "find": "system.profile", "filter": ["op": ["$ne": "getmore"]], "sort": ["ts": 1],
        ])
        try await self.database.run(["drop": "system.profile"])
        let found = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue ?? []
        return found.compactMap { entry -> String? in
            guard let entry = entry.documentValue, let command = entry["command"]?.documentValue,
                let name = command.fields.first?.key, !Self.noQuestions.contains(name)
            else { return nil }
            let namespace = entry["ns"]?.stringValue ?? ""
            guard !Self.tables.contains(where: namespace.hasSuffix) else { return nil }
            return "\(name) \(namespace)"
        }
    }

    /// What asks for nothing: among these is the end of a cursor, which may be that of a change stream.
    private static let noQuestions = ["profile", "commitTransaction", "killCursors"]
    private static let tables = [".webhook_endpoints", ".shipping_methods"]

    /// Waits until the shop knows who holds a token without asking the database.
    func know(_ tokens: String...) async throws {
        for token in tokens {
            try await eventually {
                try await self.questions { _ = try await self.get("/auth/me", token: token) }.isEmpty
            }
        }
    }
}
