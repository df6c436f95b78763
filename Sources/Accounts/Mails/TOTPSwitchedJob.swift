import BSON
import MongoJobs
import Schemas
import ShopMail

/// Tells the holder of an account that logins need a code of an authenticator from now on, or no longer.
struct TOTPSwitchedJob: Job {
    var userID: ObjectID
    var isOn: Bool

    static let kind = "totp_switched_mail"
    static let options = JobOptions.mail
    static let schema = Schema(TOTPSwitchedJob.init) {
        Field("user_id", \.userID)
        Field("is_on", \.isOn)
    }

    static func handler(_ mails: AccountMails) -> JobHandler {
        JobHandler(TOTPSwitchedJob.self) { job, run in
            try await mails.send(to: job.userID, by: run) { user in
                TOTPSwitchedMail(name: user.name.isEmpty ? nil : user.name, email: user.email, isOn: job.isOn)
            }
        }
    }
}
