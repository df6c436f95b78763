import BSON
public import Schemas

/// What works on the jobs of one kind.
///
/// ```swift
/// JobHandler(WelcomeMail.self) { mail, run in
///     try await mailer.send(mail, messageID: run.key)
/// }
/// ```
/// A job runs **at least once**: a worker that dies before it could store the outcome leaves the job to another. So a
/// handler does something that may be done twice, or recognises by ``JobRun/key`` what it has done already. An error that
/// it throws is tried again, unless it is a ``JobFailure`` that says otherwise.
///
/// Its task is cancelled when the job is cancelled, when the job's time is over, when the worker has lost the job to
/// another, and when the worker is to stop and the grace period is over. Work that does not look for that goes on, and
/// its outcome is dropped.
public struct JobHandler: Sendable {
    let kind: String
    let options: JobOptions
    let perform: @Sendable (BSONDocument, JobRun) async throws -> BSONDocument?

    /// - Parameter body: does what a job says.
    public init<Payload: Job>(
        _ type: Payload.Type, _ body: @escaping @Sendable (Payload, JobRun) async throws -> Void
    ) {
        self.kind = Payload.kind
        self.options = Payload.options
        self.perform = { payload, run in
            try await body(try payload.decoded(as: Payload.self), run)
            return nil
        }
    }

    /// - Parameter body: does what a job says, and returns what is to be kept in ``StoredJob/result``.
    public init<Payload: Job, Outcome: SchemaObject>(
        _ type: Payload.Type, _ body: @escaping @Sendable (Payload, JobRun) async throws -> Outcome
    ) {
        self.kind = Payload.kind
        self.options = Payload.options
        self.perform = { payload, run in
            try BSONDocument(encoding: try await body(try payload.decoded(as: Payload.self), run))
        }
    }
}
