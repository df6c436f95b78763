import BSON
import MongoODM
import Schemas
import Synchronization

/// Each document can be read, and holds what its model allows. The shop stores nothing else; other programs, and people
/// with a shell, may.
struct DocumentsInvariant: Invariant {
    let collections: [any StoredCollection]

    let name = "documents"
    let statement = "each document can be read and holds what is allowed"

    func examine(listing limit: Int) async throws -> Examination {
        var sum = Examination(examined: 0, faultCount: 0, faults: [])
        for collection in self.collections {
            let found = try await collection.examineDocuments(listing: limit - sum.faults.count)
            sum.examined += found.examined
            sum.faultCount += found.faultCount
            sum.faults += found.faults
        }
        return sum
    }
}

extension Repository {
    /// Reads all documents, one after the other, and looks for what does not fit the model.
    func examineDocuments(listing limit: Int) async throws -> Examination {
        let examination = Mutex(Examination(examined: 0, faultCount: 0, faults: []))
        @Sendable func note(_ id: BSONValue?, _ violations: [Violation]) {
            let problems = violations.prefix(Self.mostProblems).map {
                BSONValue.string(ValidationError([$0]).description)
            }
            let fault: BSONDocument = [
                "collection": .string(self.collectionName), "_id": id ?? nil, "problems": .array(problems),
            ]
            examination.withLock {
                $0.examined += 1
                $0.faultCount += 1
                if $0.faults.count < limit { $0.faults.append(fault) }
            }
        }
        for try await document in try self.leavingOutUnreadable({ note($0.id, $0.violations) }).stream() {
            let violations = Model.schema.violations(in: document)
            if violations.isEmpty {
                examination.withLock { $0.examined += 1 }
            } else {
                note(BSONDocument(document)["_id"], violations)
            }
        }
        return examination.withLock { $0 }
    }

    /// How much is told about one document.
    private static var mostProblems: Int { 5 }
}
