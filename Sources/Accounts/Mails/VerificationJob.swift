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
            guard let user = try await mails.users.find(job.userID), !user.isVerified else { return }
            let token = tokens.token(for: user.id, since: run.createdAt)
            try await mails.send(VerificationMail(token: token), to: user, by: run)
        }
    }
}
