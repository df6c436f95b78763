package import MongoJobs
package import MongoODM
package import ShopCore
package import ShopMail

/// Accounts: who has one, what it may do, and how its holder proves to be the one.
package struct AccountsFeature: Feature {
    package let service: AccountService
    private let addresses: StoredAddresses
    private let users: UserRepository

    /// - Parameters:
    ///   - attempts: slows down who guesses passwords.
    ///   - bcryptCost: the logarithm of the rounds of a password's hash.
    package init(
        _ collections: Collections, audit: AuditTrail, jobs: JobQueue, tokens: TokenSettings, attempts: LoginAttempts,
        bcryptCost: Int
    ) async {
        self.addresses = StoredAddresses(collections.database)
        self.users = UserRepository(collections)
        self.service = AccountService(
            users: self.users, hasher: PasswordHasher(cost: bcryptCost),
            tokens: await TokenIssuer(tokens), attempts: attempts, audit: audit, jobs: jobs)
    }

    package static let auditedKinds = [AuditedKind.role]

    package static let migrations = [
        // The Python app keeps letter case and script of what it is given; look-ups ask for one form.
        Migration(3, "bring the addresses of accounts into the form by which they are found") { database in
            try await StoredAddresses(database).normalize()
        } down: { _ in
            // The form of before is lost, and every program finds this one.
        }
    ]

    package var invariants: [any Invariant] { [AddressesInvariant(addresses: self.addresses)] }

    package func jobHandlers(mailer: Mailer) -> [JobHandler] { [WelcomeJob.handler(self.users, mailer)] }
}
