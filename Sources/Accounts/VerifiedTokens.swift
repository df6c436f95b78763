import BSON
import FoundationEssentials
import Synchronization

/// The tokens whose signature was found to be right, so that it is not computed again for each request of a login.
///
/// Only a token of ours gets here, so that nobody can fill it with others; it forgets everything when it is full.
final class VerifiedTokens: Sendable {
    struct Login: Sendable {
        let subject: ObjectID
        /// Nil for a token from before there were sessions.
        let session: ObjectID?
        /// In whole seconds since 1970.
        let issuedAt: Int
        /// In whole seconds since 1970.
        let expiry: Int
    }

    private let logins = Mutex<[String: Login]>([:])
    private let capacity: Int

    init(capacity: Int = 10_000) {
        self.capacity = capacity
    }

    /// The login of a token that was remembered and has not expired.
    func login(of token: String, now: Date = .now) -> Login? {
        guard let login = self.logins.withLock({ $0[token] }), TimeInterval(login.expiry) > now.timeIntervalSince1970
        else { return nil }
        return login
    }

    func remember(_ login: Login, of token: String) {
        self.logins.withLock { logins in
            if logins.count >= self.capacity { logins.removeAll(keepingCapacity: true) }
            logins[token] = login
        }
    }
}
