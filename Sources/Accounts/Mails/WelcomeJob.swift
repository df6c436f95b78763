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
            // Without the account there is nobody to welcome.
            guard let user = try await mails.users.find(job.userID) else { return }
            let token = user.isVerified ? nil : tokens.token(for: user.id, since: run.createdAt)
            try await mails.send(
                WelcomeMail(name: user.name.isEmpty ? nil : user.name, email: user.email, token: token), to: user,
                by: run)
        }
    }
}
