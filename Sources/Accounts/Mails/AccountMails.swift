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

    /// - Returns: whether it was sent, and not one too many.
    @discardableResult
    func send(_ mail: some MailContent, to user: User, by run: JobRun) async throws -> Bool {
        guard try await self.counts.allow(type(of: mail).name, to: user.id, by: run.key) else { return false }
        try await self.mailer.send(mail, to: user.email, named: user.name, by: run)
        return true
    }
}
