import BSON
import BackOffice
import FoundationEssentials
import MongoJobs
import RouteKit
import Schemas
import ShopCore

/// Which jobs, and which page of them.
struct V1JobListQuery: SchemaObject {
    var state: JobState?
    var kind: String?
    var page: Int
    var size: Int

    static let schema = Schema(V1JobListQuery.init) {
        Field("state", \.state)
        Field("kind", \.kind).length(...100).example("order_mail")
        Field.page(\V1JobListQuery.page)
        Field.pageSize(\V1JobListQuery.size)
    }

    var request: PageRequest { PageRequest(page: self.page, size: self.size) }
}

/// Which job.
struct V1JobPath: SchemaObject {
    var id: String

    static let schema = Schema(V1JobPath.init) {
        Field("id", \.id).length(...100).example("507f1f77bcf86cd799439019")
    }

    /// - Throws: ``ShopError`` `notFound` when no job is called so.
    func job() throws(ShopError) -> ObjectID { try ObjectID(self.id, of: "Job") }
}

/// A job in `/api/v1`, without what it is about, which may be a secret.
struct V1Job: SchemaObject {
    var id: ObjectID
    var kind: String
    var queue: String
    var state: JobState
    var attempt: Int
    var tries: Int
    var progress: Double?
    var worker: String?
    var recipient: String?
    var failures: [V1FailedTry]
    var createdAt: Date
    var nextAt: Date?
    var startedAt: Date?
    var finishedAt: Date?

    static let schema = Schema(V1Job.init) {
        Field("id", \.id)
        Field("kind", \.kind).example("order_mail")
        Field("queue", \.queue).example("mail")
        Field("state", \.state).example(.dead)
        Field("attempt", \.attempt).described("Which try runs, or was the last; 0 before the first.").example(12)
        Field("tries", \.tries).described("How often it is tried.").example(12)
        Field("progress", \.progress).described("From 0 to 1, where that is known.")
        Field("worker", \.worker).described("The process that has it, or had it last.")
        Field("recipient", \.recipient)
            .described("Who gets the mail that it sends, for those with the permission `read:user`.")
            .example("john@example.com")
        Field("failures", \.failures).described("The last tries that failed, the latest last.")
        Field("created_at", \.createdAt)
        Field("next_at", \.nextAt)
        Field("started_at", \.startedAt)
        Field("finished_at", \.finishedAt)
    }
}

/// A try of a job that failed.
struct V1FailedTry: SchemaObject {
    var attempt: Int
    var at: Date
    var reason: String?

    static let schema = Schema(V1FailedTry.init) {
        Field("attempt", \.attempt).example(12)
        Field("at", \.at)
        Field("reason", \.reason)
            .described("Of mails for those with the permission `read:user` alone: a mail server's words name people.")
            .example("unreachable")
    }
}

extension V1Job {
    /// - Parameter reader: who looks at it.
    init(_ seen: SeenJob, for reader: Identity) {
        let job = seen.job
        let mayKnow = !seen.isMail || reader.permissions.contains(.readUser)
        self.init(
            id: job.id, kind: job.kind, queue: job.queue, state: job.state, attempt: job.attempt, tries: job.tries,
            progress: job.progress, worker: job.worker, recipient: mayKnow ? seen.recipient : nil,
            failures: job.failures.map {
                V1FailedTry(attempt: $0.attempt, at: $0.at, reason: mayKnow ? $0.reason : nil)
            },
            createdAt: job.createdAt, nextAt: job.nextAt, startedAt: job.startedAt, finishedAt: job.finishedAt)
    }
}
