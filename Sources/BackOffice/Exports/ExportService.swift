package import BSON
package import FoundationEssentials
package import Idempotency
import MongoJobs
package import MongoODM
package import ShopCore

/// Tables of the shop's data, made by jobs and fetched when they are done.
package struct ExportService: Sendable {
    let store: ExportStore
    let jobs: JobQueue
    let audit: AuditTrail
    package let tokens: ExportTokens
    /// How long exports are kept.
    let keeping: Duration

    /// Asks for an export.
    ///
    /// - Parameters:
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the export.
    package func begin<Answer>(
        _ request: ExportRequest, by author: Author, keeping: KeepingAnswer<ExportStanding, Answer>
    ) async throws -> Kept<Answer> {
        let id = ObjectID()
        return try await self.store.client.transaction { transaction in
            let job = try await self.jobs.enqueue(ExportJob(exportID: id, table: request.kind), in: transaction)
            let new = Export(
                id: id, kind: request.kind, request: request, userID: author.userID, jobID: job.id,
                deleteAt: Date.now.addingTimeInterval(self.keeping / .seconds(1)))
            let export = try await self.store.exports.create(new, in: transaction)
            try await self.audit.note(
                AuditChange(.export, id, from: nil, to: export), by: author, in: transaction)
            let standing = ExportStanding(export: export, progress: TaskProgress(status: .queued, progress: 0))
            return try await keeping(standing, in: transaction)
        }
    }

    /// A page of the exports that a reader may see, the newest first.
    package func page(_ request: PageRequest, for reader: Identity) async throws -> CountedPage<ExportStanding> {
        let page = try await self.store.page(ExportKind.allCases.filter { $0.isOpen(to: reader) }, request)
        let jobs = try await self.jobs.get(page.items.filter { $0.hasFailed == nil }.map(\.jobID))
        return page.map { self.standing(of: $0, jobs[$0.jobID]) }
    }

    /// - Throws: ``ShopError``: `notFound`; `forbidden`.
    package func export(_ id: ObjectID, for reader: Identity) async throws -> ExportStanding {
        let export = try await self.export(id)
        try self.require(export.kind, of: reader)
        let job = export.hasFailed == nil ? try await self.jobs.get(export.jobID) : nil
        return self.standing(of: export, job)
    }

    /// The file of an export that is done.
    ///
    /// - Throws: ``ShopError``: `notFound`; `forbidden`; `conflict` while there is none.
    package func file(of id: ObjectID, for reader: Identity) async throws -> ExportFile {
        let export = try await self.export(id)
        try self.require(export.kind, of: reader)
        return try self.file(of: export)
    }

    /// The same for whoever has a link.
    ///
    /// - Throws: ``ShopError``: `forbidden` where the link is no good, or not any more; `notFound`; `conflict`.
    package func file(of id: ObjectID, token: String) async throws -> ExportFile {
        guard self.tokens.opens(token, id) else {
            throw ShopError.forbidden("The link is not valid, or not any more; ask for the export to get another")
        }
        return try self.file(of: try await self.export(id))
    }

    /// Who may not see what a kind holds is refused.
    ///
    /// - Throws: ``ShopError`` `forbidden`.
    private func require(_ kind: ExportKind, of reader: Identity) throws(ShopError) {
        guard kind.isOpen(to: reader) else {
            throw .forbidden("This needs the permission \(Permission.readUser.rawValue)")
        }
    }

    /// Removes files that no export names any more.
    package func sweep(now: Date = .now) async throws { try await self.store.sweep(now: now) }

    private func export(_ id: ObjectID) async throws -> Export {
        guard let export = try await self.store.exports.get(id) else { throw ShopError.notFound("Export not found") }
        return export
    }

    private func file(of export: Export) throws(ShopError) -> ExportFile {
        guard let fileID = export.fileID, let size = export.size else {
            throw .conflict("The export is not done", reason: .notDone)
        }
        return ExportFile(export: export, id: fileID, size: size, files: self.store.files)
    }

    private func standing(of export: Export, _ job: StoredJob?) -> ExportStanding {
        ExportStanding(export: export, progress: TaskProgress(hasFailed: export.hasFailed, job: job))
    }
}

extension ExportKind {
    /// What it takes to ask for it, and to see it.
    package var permissions: [Permission] { self == .users ? [.readReport, .readUser] : [.readReport] }

    fileprivate func isOpen(to reader: Identity) -> Bool { self.permissions.allSatisfy(reader.permissions.contains) }
}

/// The file of an export.
package struct ExportFile: Sendable {
    package let export: Export
    package let id: ObjectID
    /// Bytes.
    package let size: Int
    fileprivate let files: GridFSBucket

    fileprivate init(export: Export, id: ObjectID, size: Int, files: GridFSBucket) {
        self.export = export
        self.id = id
        self.size = size
        self.files = files
    }

    /// A part of its bytes, fetched as they are asked for.
    package func bytes(_ range: Range<Int>) -> GridFSDownload { self.files.download(self.id, range: range) }
}
