import BSON

extension MongoDatabase {
    /// Writes a small document, and waits until a majority of the replica set has it.
    ///
    /// A server that answers pings may be no primary, may have a full disk, or may be a primary that its set has left
    /// behind: only a write tells.
    ///
    /// - Parameters:
    ///   - collection: where the document is; it has the `_id` `probe`, and the moment in `at`.
    ///   - limit: how long the write and the majority may take together.
    /// - Throws: ``MongoError``.
    public func probeMajorityWrite(collection: String, within limit: Duration) async throws {
        let operation = Operation(name: "probe", target: collection)
        let milliseconds: BSONValue = .int64(min(limit.count(of: .milliseconds(1)), Int64(Int32.max)))
        let reply = try await self.run([
            "update": .string(collection),
            "updates": [["q": ["_id": "probe"], "u": ["$currentDate": ["at": true]], "upsert": true]],
            "writeConcern": ["w": "majority", "wtimeout": milliseconds],
            // A write that waits for a lock has not begun to wait for a majority.
            "maxTimeMS": milliseconds,
        ])
        // A command succeeds also when its writes do not.
        let refusal =
            reply["writeErrors"]?.arrayValue?.first?.documentValue ?? reply["writeConcernError"]?.documentValue
        guard let refusal else { return }
        var error = MongoError(.unavailable, operation, detail: refusal["errmsg"]?.stringValue ?? "")
        error.serverCode = refusal["code"]?.intValue
        throw error
    }
}
