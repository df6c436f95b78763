import BSON
import MongoJobs
import MongoODM
public import ShopCore

/// Other passwords for accounts: by the one of before, or by a code that comes by mail.
public struct PasswordService: Sendable {
    let accounts: AccountService
    let resets: PasswordResetRepository
    let codes: ResetCodes

    /// Sends a code to an address, if it has an account. It asks and stores the same if not, so that nothing tells.
    public func sendCode(to email: String) async throws {
        let user = try await self.accounts.users.find(email: email)
        try await self.accounts.jobs.enqueue(ResetCodeJob(userID: user?.id ?? ObjectID()))
    }

    /// Sets another password by a code. All of the account's logins end, and who could not log in after too many failures can.
    ///
    /// - Throws: ``ShopError`` `badRequest` when the code is wrong, too old, or tried too often, or there is no such account;
    ///   `busy`.
    public func reset(email: String, code: String, to password: String, by client: SessionClient) async throws {
        let user = try await self.accounts.users.find(email: email)
        let job = try await self.resets.countTry(of: user?.id ?? ObjectID())
        guard let user, let job, self.codes.isRight(code, of: job) else { throw Self.wrongCode }
        let hash = try await self.accounts.hasher.hash(password)
        let isDone = try await self.accounts.users.client.transaction { transaction in
            guard try await self.resets.spend(job, of: user.id, in: transaction),
                // The code came by mail.
                try await self.accounts.users.setPassword(
                    hash, of: user.id, insteadOf: user.hashedPassword, isVerified: true, in: transaction)
            else { return false }
            if !user.isVerified { try await self.accounts.guestOrders.claim(by: user.id, in: transaction) }
            try await self.accounts.sessions.endAll(of: user.id, in: transaction)
            try await self.note(.passwordReset, of: user.id, by: Author(address: client.address), in: transaction)
            return true
        }
        guard isDone else { throw Self.wrongCode }
        await SessionStep.resetCommitted.pass()
        self.accounts.sessions.callers.forget(user: user.id)
        await self.accounts.attempts.forgive(email: user.email, network: client.network)
    }

    /// Sets another password by the one of before. All other logins of the account end.
    ///
    /// - Throws: ``ShopError``: `badRequest` with the reason `wrongPassword`; `conflict`; `tooManyAttempts`;
    ///   `busy`.
    public func change(
        from old: String, to new: String, of caller: Identity, by client: SessionClient, author: Author
    ) async throws {
        let user = try await self.accounts.confirm(old, of: caller, by: client, field: "current_password")
        let hash = try await self.accounts.hasher.hash(new)
        try await self.accounts.users.client.transaction { transaction in
            guard
                try await self.accounts.users.setPassword(
                    hash, of: user.id, insteadOf: user.hashedPassword, isVerified: false, in: transaction)
            else { throw Self.wasChanged }
            try await self.accounts.sessions.endAll(of: user.id, besides: caller.sessionID, in: transaction)
            try await self.note(.passwordChanged, of: user.id, by: author, in: transaction)
        }
        self.accounts.sessions.callers.forget(user: user.id)
    }

    private func note(
        _ event: SecurityEvent, of user: ObjectID, by author: Author, in transaction: Transaction
    ) async throws {
        try await self.accounts.audit.note(event.change(of: user), by: author, in: transaction)
        try await self.accounts.jobs.enqueue(PasswordChangedJob(userID: user), in: transaction)
    }

    private static let wasChanged = ShopError.conflict("Another password was set at this moment")
    private static let wrongCode = ShopError.badRequest(
        "The code is wrong or has expired; ask for another one", reason: .wrongCode)
}
