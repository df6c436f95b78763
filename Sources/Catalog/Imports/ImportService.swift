package import BSON
package import FoundationEssentials
package import Idempotency
import MongoJobs
import MongoODM
package import ShopCore

/// Files of products, uploaded by requests and taken in by jobs.
package struct ImportService: Sendable {
    let store: ImportStore
    let jobs: JobQueue
    let audit: AuditTrail
    /// How long it is told what imports have led to.
    let keeping: Duration

    /// Stores a file as it arrives, and asks for its import.
    ///
    /// - Parameters:
    ///   - isDryRun: whether nothing is to be changed.
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the import.
    /// - Throws: what the file throws.
    package func begin<File: AsyncSequence, Answer>(
        _ file: File, isDryRun: Bool, by author: Author, keeping: KeepingAnswer<ImportStanding, Answer>
    ) async throws -> Kept<Answer> where File.Element == [UInt8] {
        let begun = ContinuousClock.now
        // The file takes the client's time; each statement has its own limit.
        let stored = try await MongoDeadline.task.withValue(nil) {
            try await self.store.files.upload("products.csv", from: file)
        }
        let deadline = MongoDeadline.task.get().map { $0 + (.now - begun) }
        do {
            return try await MongoDeadline.task.withValue(deadline) {
                try await self.begin(stored.id, stored.length, isDryRun: isDryRun, by: author, keeping)
            }
        } catch let error as ShopError {
            // It was not committed. After any other error it may have been: the sweep finds out.
            _ = try? await self.store.files.delete(stored.id)
            throw error
        }
    }

    private func begin<Answer>(
        _ fileID: ObjectID, _ size: Int, isDryRun: Bool, by author: Author,
        _ keeping: KeepingAnswer<ImportStanding, Answer>
    ) async throws -> Kept<Answer> {
        let id = ObjectID()
        return try await self.store.client.transaction { transaction in
            let job = try await self.jobs.enqueue(ImportJob(importID: id), in: transaction)
            let new = ProductImport(
                id: id, userID: author.userID, isDryRun: isDryRun, jobID: job.id, fileID: fileID, size: size,
                deleteAt: Date.now.addingTimeInterval(self.keeping / .seconds(1)))
            let stored = try await self.store.imports.create(new, in: transaction)
            try await self.audit.note(
                AuditChange(.productImport, id, from: nil, to: stored), by: author, in: transaction)
            return try await keeping(
                ImportStanding(productImport: stored, progress: TaskProgress(status: .queued, progress: 0)),
                in: transaction)
        }
    }

    /// - Throws: ``ShopError`` `notFound`.
    package func productImport(_ id: ObjectID) async throws -> ImportStanding {
        guard let found = try await self.store.imports.get(id) else { throw ShopError.notFound("Import not found") }
        let job = found.hasFailed == nil ? try await self.jobs.get(found.jobID) : nil
        return ImportStanding(
            productImport: found, progress: TaskProgress(hasFailed: found.hasFailed, job: job))
    }
}

/// An import, and where it stands.
package struct ImportStanding: Sendable {
    package let productImport: ProductImport
    package let progress: TaskProgress
}
