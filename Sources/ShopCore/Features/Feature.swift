package import Logging
package import MongoJobs
package import MongoODM
package import ShopMail

/// A part of the shop, with all that it brings: wherever something is done for every feature, the shop goes through
/// the list of them.
///
/// Its collections are those that it got from ``Collections``, its routes stand in the HTTP part.
package protocol Feature: Sendable {
    /// What the audit log has entries of.
    static var auditedKinds: [AuditedKind] { get }
    /// The namespaces of the cache whose entries are worth keeping in memory.
    static var cacheNamespaces: Set<String> { get }
    /// The steps that brought its stored data to their present form. Numbers are unique in the shop; numbers and
    /// meanings of those that were released stay as they are.
    static var migrations: [Migration] { get }

    /// What must always hold of its stored data.
    var invariants: [any Invariant] { get }

    /// What it keeps of users, and must not keep without their accounts.
    var personalData: [any PersonalData] { get }

    /// What it does beside requests, until the task is cancelled.
    func run(logger: Logger) async

    /// What it does beside its jobs, in processes that work on jobs, until the task is cancelled.
    func work(logger: Logger) async

    /// What works on the jobs that it enqueues, in this process or in another.
    func jobHandlers(mailer: Mailer) -> [JobHandler]

    /// The jobs of its own that come again by a schedule.
    var periodicJobs: [PeriodicJob] { get }
}

extension Feature {
    package static var auditedKinds: [AuditedKind] { [] }
    package static var cacheNamespaces: Set<String> { [] }
    package static var migrations: [Migration] { [] }
    package var invariants: [any Invariant] { [] }
    package var personalData: [any PersonalData] { [] }
    package func run(logger: Logger) async {}
    package func work(logger: Logger) async {}
    package func jobHandlers(mailer: Mailer) -> [JobHandler] { [] }
    package var periodicJobs: [PeriodicJob] { [] }
}
