import Accounts
public import BSON
public import MongoJobs
import MongoODM
import Orders
import Schemas
public import ShopCore
import ShopMail

extension AuditedKind {
    package static let job: AuditedKind = "job"
}

/// A job as those see it who look after jobs.
public struct SeenJob: Sendable {
    public var job: StoredJob
    /// Who gets the mail; nil for what is no mail, and where nobody is known, or no longer.
    public var recipient: String?

    /// Whether it sends a mail, so that what is said of it may name people.
    public var isMail: Bool { self.job.queue == JobOptions.mail.queue }
}

/// Looking after jobs.
public struct JobAdministration: Sendable {
    private let client: MongoClient
    private let jobs: JobQueue
    private let audit: AuditTrail
    private let recipients: JobRecipients
    private let keeping: Duration

    /// - Parameter keeping: how long a job is kept that is cancelled.
    package init(_ collections: Collections, jobs: JobQueue, audit: AuditTrail, keeping: Duration) {
        self.client = collections.database.client
        self.jobs = jobs
        self.audit = audit
        self.recipients = JobRecipients(collections)
        self.keeping = keeping
    }

    /// A page of the jobs, the newest first.
    ///
    /// - Parameters:
    ///   - state: only those that stand there; nil for all.
    ///   - kind: only those of one kind; nil for all.
    public func page(state: JobState?, kind: String?, _ request: PageRequest) async throws -> CountedPage<SeenJob> {
        async let found = self.jobs.list(
            state: state, kind: kind, skip: request.skip, limit: request.size + 1)
        async let count = self.jobs.count(
            state: state, kind: kind, limit: CountedPage<SeenJob>.highestTotal + 1)
        let page = CountedPage(try await found, of: try await count, request)
        return page.with(try await self.recipients.seen(page.items))
    }

    /// - Throws: ``ShopError`` `notFound`.
    public func job(_ id: ObjectID) async throws -> SeenJob {
        guard let job = try await self.jobs.get(id) else { throw Self.notFound }
        return try await self.recipients.seen([job])[0]
    }

    /// Has a job tried again at once, with all of its tries, that is dead, cancelled, or waits for its time.
    ///
    /// - Throws: ``ShopError``: `notFound`; `conflict` for one that runs, is done, has no data any more, or has a successor.
    public func retry(_ id: ObjectID, by author: Author) async throws -> SeenJob {
        try await self.change(id, "retried", by: author) { try await self.jobs.retry(id, in: $0) }
    }

    /// Cancels a job that is not done.
    ///
    /// - Throws: ``ShopError``: `notFound`; `conflict` for one that is done.
    public func cancel(_ id: ObjectID, by author: Author) async throws -> SeenJob {
        try await self.change(id, "cancelled", by: author) {
            try await self.jobs.cancel(id, keeping: self.keeping, in: $0)
        }
    }

    private func change(
        _ id: ObjectID, _ event: String, by author: Author, _ change: (Transaction) async throws -> StoredJob
    ) async throws -> SeenJob {
        do {
            let job = try await self.client.transaction { transaction in
                let job = try await change(transaction)
                try await self.audit.note(
                    AuditChange(.job, id.hexString, event: JobEvent(event: event, kind: job.kind)), by: author,
                    in: transaction)
                return job
            }
            return try await self.recipients.seen([job])[0]
        } catch let refusal as JobRefusal {
            if refusal == .notFound { throw Self.notFound }
            throw ShopError.conflict(refusal.description)
        }
    }

    private static let notFound = ShopError.notFound("Job not found")

    /// What the audit log has of it: nothing of what the job is about.
    private struct JobEvent: SchemaObject {
        var event: String
        var kind: String

        static let schema = Schema(JobEvent.init) {
            Field("event", \.event)
            Field("kind", \.kind)
        }
    }
}
