import BSON
import MongoJobs
import Schemas
import ShopMail

/// Writes to the holder of a new account. The name and the address are those of when the mail goes out: the job holds nothing
/// personal.
struct WelcomeJob: Job {
    var userID: ObjectID

    static let kind = "welcome_mail"
    static let options = JobOptions.mail
    static let schema = Schema(WelcomeJob.init) { Field("user_id", \.userID) }

    static func handler(_ users: UserRepository, _ mailer: Mailer) -> JobHandler {
        JobHandler(WelcomeJob.self) { job, run in
            // Without the account there is nobody to welcome.
            guard let user = try await users.find(job.userID) else { return }
            try await mailer.send(
                WelcomeMail(name: user.name.isEmpty ? nil : user.name, email: user.email), to: user.email,
                named: user.name, by: run)
        }
    }
}
