import BSON
import MongoJobs
import Schemas
import ShopMail

/// Writes to the holder of a new account, with the link that verifies the address. The name and the address are those of when
/// the mail goes out: the job holds nothing personal.
struct WelcomeJob: Job {
    var userID: ObjectID

    static let kind = "welcome_mail"
    static let options = JobOptions.mail
    static let schema = Schema(WelcomeJob.init) { Field("user_id", \.userID) }

    static func handler(_ mails: AccountMails, _ tokens: VerificationTokens) -> JobHandler {
        JobHandler(WelcomeJob.self) { job, run in
            try await mails.send(to: job.userID, by: run) { user in
                WelcomeMail(
                    name: user.name.isEmpty ? nil : user.name, email: user.email,
                    token: user.isVerified ? nil : tokens.token(for: user.id, since: run.createdAt))
            }
        }
    }
}
