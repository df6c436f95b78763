import BSON
package import MongoODM
import Schemas
import Synchronization

extension Repository {
    /// Reads all documents, one after the other, and looks for what does not fit the model.
    package func examineDocuments(listing limit: Int) async throws -> Examination {
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
