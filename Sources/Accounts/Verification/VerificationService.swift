import BSON
import MongoJobs
import MongoODM
public import ShopCore

/// Proves that users read the mails that go to the addresses of their accounts.
public struct VerificationService: Sendable {
    let users: UserRepository
    let tokens: VerificationTokens
    let callers: KnownCallers
    let audit: AuditTrail
    let guestOrders: any GuestOrders
    let jobs: JobQueue

    /// Verifies the address that a link was sent to. Programs that look for viruses open links before users do, and users open
    /// them twice: it may come again.
    ///
    /// - Parameter token: the last part of the link.
    /// - Throws: ``ShopError`` `badRequest` when the link is wrong or has expired.
    public func verify(_ token: String, by client: SessionClient) async throws {
        guard let id = self.tokens.user(of: token), let user = try await self.users.find(id) else {
            throw ShopError.badRequest("The link is wrong or has expired; ask for another one")
        }
        guard !user.isVerified else { return }
        try await self.users.client.transaction { transaction in
            guard try await self.users.verify(id, in: transaction) else { return }
            try await self.guestOrders.claim(by: id, in: transaction)
            try await self.audit.note(
                SecurityEvent.emailVerified.change(of: id), by: Author(address: client.address), in: transaction)
        }
        self.callers.forget(user: id)
    }

    /// Sends a user another link. Nothing is sent to who is verified, or was sent five within an hour.
    public func sendLink(to caller: Identity) async throws {
        guard !caller.isVerified else { return }
        try await self.jobs.enqueue(VerificationJob(userID: caller.userID))
    }
}
