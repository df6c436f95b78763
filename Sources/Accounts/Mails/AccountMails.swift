import BSON
import Mail
import MongoJobs
import ShopCore
import ShopMail

/// Sends mails to the holders of accounts: of one kind, five to one account within an hour at most.
struct AccountMails: Sendable {
    let users: UserRepository
    let counts: MailCountRepository
    let mailer: Mailer

    /// Sends a mail, unless the account is gone or this one is too many.
    ///
    /// - Parameter make: makes it for the account as it is now; nil if there is nothing to say any more.
    func send<Content: MailContent>(
        to userID: ObjectID, by run: JobRun, _ make: (User) async throws -> Content?
    ) async throws {
        guard let user = try await self.users.find(userID),
            try await self.counts.allow(Content.name, to: user.id, by: run.key),
            let mail = try await make(user)
        else { return }
        try await self.mailer.send(mail, to: user.email, named: user.name, by: run)
    }
}
