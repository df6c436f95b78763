import BSON
import MongoJobs
import Schemas
import ShopMail

/// Tells a user of a login from where the account was not used before.
struct NewDeviceJob: Job {
    var userID: ObjectID
    var sessionID: ObjectID

    static let kind = "new_device_mail"
    static let options = JobOptions.mail
    static let schema = Schema(NewDeviceJob.init) {
        Field("user_id", \.userID)
        Field("session_id", \.sessionID)
    }

    static func handler(_ mails: AccountMails, _ sessions: SessionRepository) -> JobHandler {
        JobHandler(NewDeviceJob.self) { job, run in
            try await mails.send(to: job.userID, by: run) { _ in
                // Who logs out at once is worth a mail, too.
                let session = try await sessions.find(job.sessionID)
                return NewDeviceMail(at: run.createdAt, address: session?.address, program: session?.userAgent)
            }
        }
    }
}
