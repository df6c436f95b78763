import BSON
import MongoJobs
import Schemas
import ShopMail

/// Sends the link that verifies an address, unless it is verified by then.
struct VerificationJob: Job {
    var userID: ObjectID

    static let kind = "verification_mail"
    static let options = JobOptions.mail
    static let schema = Schema(VerificationJob.init) { Field("user_id", \.userID) }

    static func handler(_ mails: AccountMails, _ tokens: VerificationTokens) -> JobHandler {
        JobHandler(VerificationJob.self) { job, run in
            try await mails.send(to: job.userID, by: run) { user in
                user.isVerified
                    ? nil : VerificationMail(token: tokens.token(for: user.id, since: run.createdAt))
            }
        }
    }
}
