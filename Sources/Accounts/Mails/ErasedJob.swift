import MongoJobs
import Schemas
import ShopMail

/// Writes to the former holder of an account that is gone. The address is nowhere else, so that the job has it; it goes with
/// the job.
struct ErasedJob: Job {
    var email: String
    var name: String

    static let kind = "erased_mail"
    static let options = {
        var options = JobOptions.mail
        options.keepsPayload = false
        return options
    }()
    static let schema = Schema(ErasedJob.init) {
        Field("email", \.email)
        Field("name", \.name)
    }

    static func handler(_ mailer: Mailer) -> JobHandler {
        JobHandler(ErasedJob.self) { job, run in
            try await mailer.send(
                ErasedMail(name: job.name.isEmpty ? nil : job.name, email: job.email), to: job.email, named: job.name,
                by: run)
        }
    }
}
