import BSON
import MongoODM
import TestSupport

extension ShopClient {
    /// What MongoDB's own profile of this database tells of some work; without the watching of changes.
    ///
    /// The profile's collection is made first, and large enough: a statement of a transaction waits five milliseconds for a
    /// lock, and a busy server that has to make the collection meanwhile leaves the statement out of it.
    func profile(of work: () async throws -> Void) async throws -> [BSONDocument] {
        try await self.makeProfile()
        try await self.database.run(["profile": 2])
        try await work()
        try await self.database.run(["profile": 0])
        let reply = try await self.database.run([
            "find": "system.profile", "filter": ["op": ["$ne": "getmore"]], "sort": ["$natural": 1],
            "batchSize": 10_000,
        ])
        try await self.database.run(["drop": "system.profile"])
        let found = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue ?? []
        return found.compactMap(\.documentValue)
    }

    private func makeProfile() async throws {
        while true {
            do {
                try await self.database.run(["create": "system.profile", "capped": true, "size": 8_388_608])
                return
            } catch let error as MongoError where error.serverCode == 48 {
                // What was under way when the last profile ended has made it again.
                try await self.database.run(["drop": "system.profile"])
            }
        }
    }

    /// What MongoDB was asked during some work, without the small tables that a shop asks for again when it has not been told
    /// for a while that they are as they were.
    func questions(_ work: () async throws -> Void) async throws -> [String] {
        try await self.profile(of: work).compactMap { entry -> String? in
            guard let command = entry["command"]?.documentValue, let name = command.fields.first?.key,
                !Self.noQuestions.contains(name)
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
