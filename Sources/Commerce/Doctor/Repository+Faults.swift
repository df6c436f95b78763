import BSON
import MongoODM
import Schemas

extension Repository {
    /// Counts what comes out of a pipeline, and takes the first of it.
    ///
    /// - Parameter pipeline: yields the documents at fault, with what shows the fault.
    func faults(_ pipeline: Pipeline, listing limit: Int) async throws -> Examination {
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

/// What comes out of the summary of the faults.
private struct FaultSummary: SchemaObject {
    var count: Int
    var first: [BSONDocument]

    static let schema = Schema(FaultSummary.init) {
        Field("count", \.count)
        Field("first", \.first)
    }
}
