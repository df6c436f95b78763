import ShopCore

extension AccountService {
    /// Does for a user who is logged in what tells by its refusal that a password or a code was wrong: such a refusal counts as a
    /// failed login, so that a stolen token does not help to guess. What is right makes up for no failures.
    ///
    /// - Throws: ``ShopError`` `tooManyAttempts`; what the work throws.
    func guess<Output>(
        for caller: Identity, by client: SessionClient, _ work: () async throws -> Output
    ) async throws -> Output {
        let attempt = try await self.attempts.begin(email: caller.email, network: client.network)
        do {
            let output = try await work()
            await attempt.takeBack()
            return output
        } catch let error as ShopError where [.wrongPassword, .wrongCode].contains(error.reason) {
            try await self.note(attempt, hasFailedOn: caller.userID, by: client)
            throw error
        } catch {
            await attempt.takeBack()
            throw error
        }
    }

    /// Makes sure that a user knows the password.
    ///
    /// - Parameter field: what the client called it.
    /// - Throws: ``ShopError`` `badRequest` with the reason `wrongPassword`; `busy`.
    func check(_ password: String, of user: User, field: String = "password") async throws {
        guard try await self.hasher.verify(password, against: user.hashedPassword) else {
            throw ShopError.badRequest("The password is wrong", field: field, reason: .wrongPassword)
        }
    }

    /// Makes sure that who is logged in knows the password, too.
    ///
    /// - Parameter field: what the client called it.
    /// - Returns: the account as it is now.
    /// - Throws: ``ShopError``: `badRequest` with the reason `wrongPassword`; `unauthorized` when the account is gone;
    ///   `tooManyAttempts`; `busy`.
    func confirm(
        _ password: String, of caller: Identity, by client: SessionClient, field: String = "password"
    ) async throws -> User {
        let user = try await self.user(caller)
        try await self.guess(for: caller, by: client) { try await self.check(password, of: user, field: field) }
        return user
    }

    /// The account of who is logged in, as it is now.
    ///
    /// - Throws: ``ShopError`` `unauthorized` when it is gone.
    func user(_ caller: Identity) async throws -> User {
        guard let user = try await self.users.find(caller.userID) else {
            throw Self.accountIsGone
        }
        return user
    }
}
