import MongoJobs
import Schemas

/// Seals what has come into the audit log since the last time.
struct AuditSealJob: Job {
    static let kind = "audit_seal"
    static let schema = Schema(AuditSealJob.init) {}
}
