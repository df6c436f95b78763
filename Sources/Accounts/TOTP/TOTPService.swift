import BSON
import FoundationEssentials
import MongoJobs
import MongoODM
public import ShopCore

/// Switches on and off that logins need a code of the user's authenticator.
///
/// Wrong passwords and codes count as failed logins: a stolen token is of no use to guess them.
public struct TOTPService: Sendable {
    let accounts: AccountService
    /// What authenticators call the shop.
    let issuer: String

    /// Gives out a secret for an authenticator, in place of one that was not confirmed.
    ///
    /// - Throws: ``ShopError``: `badRequest` `wrongPassword`; `conflict` when it is switched on; `tooManyAttempts`; `busy`.
    public func setUp(for caller: Identity, password: String, from client: SessionClient) async throws -> TOTPSetup {
        let user = try await self.accounts.user(caller)
        guard !user.hasTOTP else { throw Self.isOn }
        let secret = TOTP.randomSecret()
        try await self.accounts.guess(for: caller, by: client) {
            try await self.accounts.check(password, of: user)
            try await self.accounts.users.client.transaction { transaction in
                guard try await self.accounts.users.find(user.id, in: transaction)?.hasTOTP == false else {
                    throw Self.isOn
                }
                // What confirms the former secret at the same time writes this document, too: one of both is undone.
                try await self.accounts.factor.authenticators.begin(user.id, secret: secret, in: transaction)
            }
        }
        return TOTPSetup(secret: secret, issuer: self.issuer, account: user.email)
    }

    /// Switches it on for a user who shows to have the secret.
    ///
    /// - Returns: the recovery codes, which nobody gets to see again.
    /// - Throws: ``ShopError``: `badRequest` `wrongCode`; `conflict` when it is switched on, or no secret was given out;
    ///   `tooManyAttempts`.
    public func confirm(
        _ code: String, for caller: Identity, from client: SessionClient, by author: Author
    ) async throws -> [String] {
        let user = try await self.accounts.user(caller)
        let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.random() }
        try await self.accounts.guess(for: caller, by: client) {
            try await self.accounts.users.client.transaction { transaction in
                guard let authenticator = try await self.accounts.factor.authenticators.find(user.id, in: transaction),
                    authenticator.confirmedAt == nil
                else { throw user.hasTOTP ? Self.isOn : Self.isNotSetUp }
                guard let step = authenticator.step(of: code, at: self.accounts.factor.now()) else {
                    throw Self.wrongCode
                }
                try await self.accounts.factor.authenticators.confirm(
                    user.id, by: step, recoveryHashes: codes.map { $0.hash(of: user.id) }, in: transaction)
                guard try await self.accounts.users.switchTOTP(on: true, of: user.id, in: transaction) else {
                    throw Self.isOn
                }
                try await self.note(.totpOn, isOn: true, user.id, by: author, in: transaction)
            }
        }
        self.accounts.sessions.callers.forget(user: user.id)
        return codes.map(\.grouped)
    }

    /// Switches it off.
    ///
    /// - Parameter code: of the authenticator, or a recovery code.
    /// - Throws: ``ShopError``: `badRequest` `wrongPassword`, `wrongCode`; `conflict` when it is switched off;
    ///   `tooManyAttempts`; `busy`.
    public func switchOff(
        for caller: Identity, password: String, code: String, from client: SessionClient, by author: Author
    ) async throws {
        let user = try await self.accounts.user(caller)
        guard user.hasTOTP else { throw Self.isOff }
        try await self.accounts.guess(for: caller, by: client) {
            try await self.accounts.check(password, of: user)
            try await self.accounts.users.client.transaction { transaction in
                guard
                    try await self.accounts.factor.spend(
                        code, of: user.id, session: caller.sessionID, by: author, in: transaction)
                else { throw Self.wrongCode }
                guard try await self.accounts.users.switchTOTP(on: false, of: user.id, in: transaction) else {
                    throw Self.isOff
                }
                try await self.accounts.factor.authenticators.erase(of: user.id, in: transaction)
                try await self.note(.totpOff, isOn: false, user.id, by: author, in: transaction)
            }
        }
        self.accounts.sessions.callers.forget(user: user.id)
    }

    private func note(
        _ event: SecurityEvent, isOn: Bool, _ userID: ObjectID, by author: Author, in transaction: Transaction
    ) async throws {
        try await self.accounts.audit.note(event.change(of: userID, session: nil), by: author, in: transaction)
        try await self.accounts.jobs.enqueue(TOTPSwitchedJob(userID: userID, isOn: isOn), in: transaction)
    }

    private static let wrongCode = ShopError.badRequest(
        "The code is wrong, or was used before", field: "code", reason: .wrongCode)
    private static let isOn = ShopError.conflict("Codes of an authenticator are switched on already")
    private static let isOff = ShopError.conflict("Codes of an authenticator are switched off already")
    private static let isNotSetUp = ShopError.conflict("Set an authenticator up first: POST /auth/totp")
}
