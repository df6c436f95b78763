public import BSON
import FoundationEssentials
package import MongoJobs
import MongoODM
public import Schemas
public import ShopCore
package import ShopMail

/// Removes accounts with everything personal, in whatever part of the shop it is. Orders, books and the audit log keep the
/// identifier.
public struct AccountErasure: Sendable {
    let accounts: AccountService
    let admins: AdminRoll
    let parts: [any PersonalData]

    /// How long after an account's end the last request of before can have stored something. More than any takes.
    private static let settled = Duration.seconds(60)

    /// Removes the account of a user who has given the password once more.
    ///
    /// - Parameters:
    ///   - client: where the user is. A wrong password counts as a failed login.
    ///   - author: the user, by the request. The audit log gets the identifier alone.
    /// - Throws: ``ShopError``: `badRequest` for a wrong password; `conflict` for the last admin; `unauthorized` when the
    ///   account is gone; `tooManyAttempts`; `busy`.
    public func erase(
        _ caller: Identity, password: String, by client: SessionClient, author: Author
    ) async throws {
        let user = try await self.accounts.confirm(password, of: caller, by: client)
        do {
            try await self.erase(user.id, by: author.identifier)
        } catch let error as ShopError where error.kind == .notFound {
            throw AccountService.accountIsGone
        }
    }

    /// Removes the account of a user, whom nobody asks for a password.
    ///
    /// - Parameters:
    ///   - match: what the account must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for.
    ///   - admin: who does it. An admin's account is removed by admins only.
    ///   - author: who answers for it.
    /// - Throws: ``ShopError``: `notFound`; `changed`; `forbidden`; `conflict` for the last admin.
    public func erase(
        _ id: ObjectID, if match: IfMatch?, shown: @escaping @Sendable (User) -> any SchemaValue, by admin: Identity,
        author: Author
    ) async throws {
        // Who removes the own account leaves nothing behind that tells who it was.
        try await self.erase(id, by: id == admin.userID ? author.identifier : author) { user in
            try admin.requireMayChange(user)
            try match?.require(user, shown)
        }
    }

    /// Removes an account.
    ///
    /// - Parameters:
    ///   - author: who answers for it.
    ///   - check: throws what speaks against it.
    /// - Throws: ``ShopError``: `notFound`; `conflict` for the last admin.
    private func erase(
        _ id: ObjectID, by author: Author, check: (User) throws -> Void = { _ in }
    ) async throws {
        try await self.admins.prepare()
        try await self.accounts.users.client.transaction { transaction in
            guard let user = try await self.accounts.users.find(id, in: transaction) else {
                throw AccountService.userNotFound
            }
            try check(user)
            if user.role == .admin { try await self.admins.requireAnother(than: id, in: transaction) }
            try await self.accounts.users.delete(id, in: transaction)
            for part in self.parts { try await part.erase(of: id, in: transaction) }
            try await self.accounts.audit.note(
                SecurityEvent.accountErased.change(of: id, session: nil), by: author, in: transaction)
            let jobs = self.accounts.jobs
            try await jobs.enqueue(ErasedJob(email: user.email, name: user.name), in: transaction)
            try await jobs.enqueue(TracesJob(userID: id), in: transaction)
            try await jobs.enqueue(TracesJob(userID: id), start: .after(Self.settled), in: transaction)
        }
        self.accounts.sessions.callers.forget(user: id)
    }

    /// Removes what is left of a user whose account is gone. It may be done again.
    func eraseTraces(of id: ObjectID) async throws {
        try await self.accounts.users.client.transaction { transaction in
            for part in self.parts { try await part.erase(of: id, in: transaction) }
        }
        for part in self.parts { try await part.eraseTraces(of: id) }
    }

    /// What works on the jobs of an erasure.
    package func jobHandlers(mailer: Mailer) -> [JobHandler] {
        [
            JobHandler(TracesJob.self) { job, _ in try await self.eraseTraces(of: job.userID) },
            ErasedJob.handler(mailer),
        ]
    }
}
