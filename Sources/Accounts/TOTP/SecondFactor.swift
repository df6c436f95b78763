import BSON
import FoundationEssentials
import MongoODM
import ShopCore

/// What is asked for besides the password of an account with an authenticator.
struct SecondFactor: Sendable {
    let authenticators: AuthenticatorRepository
    let audit: AuditTrail
    /// What time it is.
    var now: @Sendable () -> Date = { .now }

    /// Uses up a code: of the authenticator, or for when it is lost. Of two transactions with one code, one can commit.
    ///
    /// - Parameters:
    ///   - session: the login that it is for; nil if it is for none.
    ///   - author: who gave it.
    /// - Returns: false when it is wrong, or was used before.
    func spend(
        _ code: String, of userID: ObjectID, session: ObjectID?, by author: Author, in transaction: Transaction
    ) async throws -> Bool {
        guard let authenticator = try await self.authenticators.find(userID, in: transaction),
            authenticator.confirmedAt != nil
        else { return false }
        if let step = authenticator.step(of: code, at: self.now()) {
            return try await self.authenticators.spend(step, of: userID, in: transaction)
        }
        guard let code = RecoveryCode(code),
            try await self.authenticators.spend(code.hash(of: userID), of: userID, in: transaction)
        else { return false }
        try await self.audit.note(
            SecurityEvent.recoveryCodeUsed.change(of: userID, session: session), by: author, in: transaction)
        return true
    }
}

extension Authenticator {
    /// The step whose code is given, in which blanks do not matter: many authenticators show one.
    func step(of code: String, at moment: Date) -> Int? {
        TOTP(secret: self.secret).step(of: String(code.filter { !$0.isWhitespace }), at: moment)
    }
}
