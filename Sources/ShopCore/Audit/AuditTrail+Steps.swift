import MongoODM

extension AuditTrail {
    /// Makes entries of steps. Those that are there already stay as they are.
    package func add(_ steps: [AuditStep]) async throws {
        let entries = steps.map { step in
            AuditEntry(
                id: step.id, at: step.at, author: step.author, kind: step.change.kind, action: step.change.action,
                subject: step.change.subject, before: step.change.before, after: step.change.after)
        }
        do {
            try await self.entries.bulkWrite(entries.map { .create($0) }, ordered: false)
        } catch let error as MongoError where error.isOfKnownIDs {
            // An earlier try, or another process, has made them.
        }
    }
}

extension MongoError {
    /// Whether all that was refused are documents that are there.
    fileprivate var isOfKnownIDs: Bool {
        !self.writeErrors.isEmpty && self.writeErrors.allSatisfy { $0.duplicateKey?.fields == ["_id"] }
    }
}
