import BSON
package import Schemas
package import ShopCore

/// What happened to an account that its holder or an admin may want to know of.
package enum SecurityEvent: String, SchemaEnum {
    case loggedIn = "logged_in"
    /// Somebody did not know the password, or not the code.
    case loginFailed = "login_failed"
    /// So many logins failed that the next one must wait.
    case lockedOut = "locked_out"
    /// A login from where the account was not used before.
    case newDevice = "new_device"
    case emailVerified = "email_verified"
    case passwordChanged = "password_changed"
    /// A code that came by mail set another password.
    case passwordReset = "password_reset"
    /// A refresh token was shown again long after it had been exchanged: somebody else may have it.
    case refreshTokenReused = "refresh_token_reused"
    /// Logins need a code of an authenticator from now on.
    case totpOn = "totp_on"
    /// They need none any more.
    case totpOff = "totp_off"
    /// A code for a lost authenticator was used.
    case recoveryCodeUsed = "recovery_code_used"
    /// An admin has ended all logins.
    case loggedOut = "logged_out"
    /// The account is gone, with everything personal.
    case accountErased = "account_erased"
    case banned
    /// A ban was lifted.
    case unbanned

    /// - Parameters:
    ///   - user: whom it happened to; nil if that is not known.
    ///   - session: the login that it is about.
    ///   - reason: why, in somebody's words.
    func change(of user: ObjectID?, session: ObjectID? = nil, reason: String? = nil) -> AuditChange {
        AuditChange(
            .security, user?.hexString ?? "", event: SecurityNote(event: self, session: session, reason: reason))
    }
}

/// A security event in the audit log.
private struct SecurityNote: SchemaObject {
    var event: SecurityEvent
    var session: ObjectID?
    var reason: String?

    static let schema = Schema(SecurityNote.init) {
        Field("event", \.event)
        Field("session", \.session)
        Field("reason", \.reason)
    }
}
