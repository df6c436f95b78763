package import BSON
package import MongoODM
import Schemas

extension Repository {
    /// Counts what comes out of a pipeline, and takes the first of it.
    ///
    /// - Parameter pipeline: yields the documents at fault, with what shows the fault.
    package func faults(_ pipeline: Pipeline, listing limit: Int) async throws -> Examination {
        let summary = pipeline.stage([
            "$group": [
                "_id": nil, "count": ["$sum": 1],
                "first": ["$firstN": ["input": "$$ROOT", "n": .int64(Int64(max(1, limit)))]],
            ]
        ])
        // One moment for all collections that the pipeline reads: purchases go on meanwhile.
        let found = try await self.reading(.snapshot).aggregate(summary, as: FaultSummary.self).first
        return Examination(
            examined: try await self.count(), faultCount: found?.count ?? 0,
            faults: Array((found?.first ?? []).prefix(limit)))
    }
}

extension Repository {
    /// What comes out of a pipeline, whatever it looks like: one document that can't be decoded is in nobody's way.
    package func documents(
        _ pipeline: Pipeline, limit: Int, in transaction: Transaction? = nil
    ) async throws -> [BSONDocument] {
        let wrapped = pipeline.stage(["$project": ["_id": 0, "document": "$$ROOT"]])
        return try await self.aggregate(wrapped, as: AnyResult.self, limit: limit, in: transaction).map(\.document)
    }
}

/// One result of a pipeline.
private struct AnyResult: SchemaObject {
    var document: BSONDocument

    static let schema = Schema(AnyResult.init) { Field("document", \.document) }
}

/// What comes out of the summary of the faults.
private struct FaultSummary: SchemaObject {
    var count: Int
    var first: [BSONDocument]

    static let schema = Schema(FaultSummary.init) {
        Field("count", \.count)
        Field("first", \.first)
    }
}
