import BSON
import MongoODM
import ShopCore

/// The collections have the indexes that their models declare: uniqueness and speed rest on them. Further indexes are
/// the operator's business.
struct IndexesInvariant: Invariant {
    private let collections: Collections

    init(_ collections: Collections) {
        self.collections = collections
    }

    let name = "indexes"
    let statement = "the collections have the declared indexes"

    func examine(listing limit: Int) async throws -> Examination {
        var faults: [BSONDocument] = []
        for collection in self.collections.all {
            let report = try await collection.reportIndexes()
            for (problem, names) in [("missing", report.missing), ("different", report.changed)] {
                faults += names.map {
                    ["collection": .string(report.collection), "index": .string($0), "is": .string(problem)]
                }
            }
        }
        return Examination(examined: self.collections.all.count, faults: faults, listing: limit)
    }

    /// Creates what is missing. What is different stays: without it the shop would have no index for a while.
    func mend() async throws -> Int {
        var created = 0
        for collection in self.collections.all {
            do {
                created += try await collection.createIndexes().created.count
            } catch let error as MongoError where error.code == .duplicateKey {
                // Documents break it; the next look says so.
                continue
            }
        }
        return created
    }
}
