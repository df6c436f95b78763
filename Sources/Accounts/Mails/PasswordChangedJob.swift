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
            guard let user = try await mails.users.find(job.userID) else { return }
            try await mails.send(PasswordChangedMail(at: run.createdAt), to: user, by: run)
        }
    }
}
