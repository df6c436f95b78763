import BSON
import Schemas

/// How the server finds the documents of a query.
public struct Explanation: Hashable, Sendable {
    /// The stages of the plan that won, from the last to the first, for example `LIMIT`, `FETCH`, `IXSCAN`.
    public let stages: [String]
    /// The index that is used; nil when the collection is walked through.
    public let index: String?
    /// How many documents were looked at.
    public let documentsExamined: Int
    /// How many keys of the index were looked at.
    public let keysExamined: Int
    /// How many documents were found.
    public let found: Int
}

extension Repository {
    /// Executes a query and tells how the server did it.
    ///
    /// - Parameter after: the place behind which a ``page(_:sort:after:limit:in:)`` begins.
    /// - Throws: ``MongoError``.
    public func explain(
        _ query: Query<Model> = .all, sort: [Sort<Model>] = [], after: PageCursor? = nil, limit: Int = 100
    ) async throws -> Explanation {
        let operation = self.operation("explain")
        var (query, sort) = (query, sort)
        if let after {
            let order = PageOrder(sort)
            query = try order.query(query, behind: after, for: operation)
            sort = order.keys
        }
        let filter = try query.encoded(for: operation)
        let order = try Self.encoded(sort, for: operation)
        let find = BSONDocument { writer in
            writer.write(self.collectionName, under: "find")
            writer.write(filter, under: "filter")
            if let order { writer.write(order, under: "sort") }
            writer.write(limit, under: "limit")
            if let collation = self.options.collation { writer.write(collation.document, under: "collation") }
            if let hint = self.options.indexHint { writer.write(hint, under: "hint") }
        }
        let reply = try await self.database.run([
            "explain": .document(find), "verbosity": "executionStats",
        ])
        let stats = reply["executionStats"]?.documentValue
        var plan = reply["queryPlanner"]?.documentValue?["winningPlan"]?.documentValue
        // The newer execution engine shows its own plan beside the one of these stages.
        plan = plan?["queryPlan"]?.documentValue ?? plan
        var stages: [String] = []
        var index: String?
        while let stage = plan {
            if let name = stage["stage"]?.stringValue { stages.append(name) }
            index = index ?? stage["indexName"]?.stringValue
            plan = stage["inputStage"]?.documentValue ?? stage["inputStages"]?.arrayValue?.first?.documentValue
        }
        return Explanation(
            stages: stages, index: index, documentsExamined: stats?["totalDocsExamined"]?.intValue ?? 0,
            keysExamined: stats?["totalKeysExamined"]?.intValue ?? 0,
            found: stats?["nReturned"]?.intValue ?? 0)
    }
}
