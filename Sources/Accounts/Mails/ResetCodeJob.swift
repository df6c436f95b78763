import BSON
import MongoJobs
import Schemas
import ShopMail

/// Sends a code that sets another password. The code follows from the job, so that each try sends the same.
struct ResetCodeJob: Job {
    /// Nobody's where somebody asked for an address without an account: that must take as long as any other.
    var userID: ObjectID

    static let kind = "reset_code_mail"
    static let options = JobOptions.mail
    static let schema = Schema(ResetCodeJob.init) { Field("user_id", \.userID) }

    static func handler(_ mails: AccountMails, _ resets: PasswordResetRepository, _ codes: ResetCodes) -> JobHandler {
        JobHandler(ResetCodeJob.self) { job, run in
            try await mails.send(to: job.userID, by: run) { user in
                try await resets.offer(run.id, to: user.id, since: run.createdAt)
                    ? ResetCodeMail(code: codes.code(of: run.id)) : nil
            }
        }
    }
}
