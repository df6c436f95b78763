import BSON
import MongoJobs
import Schemas
import ShopMail

/// Tells a user that the account has another password.
struct PasswordChangedJob: Job {
    var userID: ObjectID

    static let kind = "password_changed_mail"
    static let options = JobOptions.mail
    static let schema = Schema(PasswordChangedJob.init) { Field("user_id", \.userID) }

    static func handler(_ mails: AccountMails) -> JobHandler {
        JobHandler(PasswordChangedJob.self) { job, run in
            try await mails.send(to: job.userID, by: run) { _ in PasswordChangedMail(at: run.createdAt) }
        }
    }
}
