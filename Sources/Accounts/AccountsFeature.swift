package import Logging
package import MongoJobs
package import MongoODM
package import ShopCore
package import ShopMail

/// Accounts: who has one, what it may do, and how its holder proves to be the one.
package struct AccountsFeature: Feature {
    package let service: AccountService
    package let sessions: SessionService
    private let addresses: StoredAddresses
    private let users: UserRepository

    /// - Parameters:
    ///   - attempts: slows down who guesses passwords.
    ///   - bcryptCost: the logarithm of the rounds of a password's hash.
    package init(
        _ collections: Collections, audit: AuditTrail, jobs: JobQueue, tokens: TokenSettings, sessions: SessionSettings,
        attempts: LoginAttempts, bcryptCost: Int
    ) async {
        self.addresses = StoredAddresses(collections.database)
        self.users = UserRepository(collections)
        self.sessions = SessionService(
            sessions: SessionRepository(collections), users: self.users, tokens: await TokenIssuer(tokens),
            callers: KnownCallers(), audit: audit, settings: sessions)
        self.service = AccountService(
            users: self.users, hasher: PasswordHasher(cost: bcryptCost), attempts: attempts, audit: audit, jobs: jobs,
            sessions: self.sessions)
    }

    package static let auditedKinds = [AuditedKind.role, .security]

    package static let migrations = [
        // The Python app keeps letter case and script of what it is given; look-ups ask for one form.
        Migration(3, "bring the addresses of accounts into the form by which they are found") { database in
            try await StoredAddresses(database).normalize()
        } down: { _ in
            // The form of before is lost, and every program finds this one.
        }
    ]

    package var invariants: [any Invariant] { [AddressesInvariant(addresses: self.addresses)] }

    /// Keeps what is known of callers true.
    package func run(logger: Logger) async {
        await CallerWatch(
            users: self.users.users, sessions: self.sessions.sessions.sessions, callers: self.sessions.callers
        ).run(logger: logger)
    }

    package func jobHandlers(mailer: Mailer) -> [JobHandler] { [WelcomeJob.handler(self.users, mailer)] }
}
