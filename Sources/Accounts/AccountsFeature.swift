import FoundationEssentials
package import Logging
package import MongoJobs
package import MongoODM
package import ShopCore
package import ShopMail

/// Accounts: who has one, what it may do, and how its holder proves to be the one.
package struct AccountsFeature: Feature {
    package let service: AccountService
    package let sessions: SessionService
    package let verification: VerificationService
    package let passwords: PasswordService
    package let administration: UserAdministration
    package let totp: TOTPService
    package let keys: KeyService
    package let addressBooks: AddressBookService
    private let addresses: StoredAddresses
    private let users: UserRepository
    private let authenticators: AuthenticatorRepository
    private let mailCounts: MailCountRepository
    private let resets: PasswordResetRepository
    private let resetCodes: ResetCodes
    private let verificationTokens: VerificationTokens
    private let admins: AdminRoll

    /// - Parameters:
    ///   - events: tells of accounts.
    ///   - attempts: slows down who guesses passwords.
    ///   - visitorCarts: what those who log in have in their carts.
    ///   - guestOrders: what those who verify their addresses have ordered before.
    ///   - bcryptCost: the logarithm of the rounds of a password's hash.
    ///   - requiresVerifiedEmail: whether an account can be used only after its address was verified.
    ///   - shopName: as users know the shop.
    package init(
        _ collections: Collections, audit: AuditTrail, events: EventSource<User>, jobs: JobQueue, tokens: TokenSettings,
        sessions: SessionSettings,
        attempts: LoginAttempts, visitorCarts: any VisitorCarts, guestOrders: any GuestOrders, bcryptCost: Int,
        requiresVerifiedEmail: Bool,
        shopName: String
    ) async {
        self.addresses = StoredAddresses(collections.database)
        self.users = UserRepository(collections)
        self.sessions = SessionService(
            sessions: SessionRepository(collections), users: self.users, tokens: await TokenIssuer(tokens),
            callers: KnownCallers(timeout: collections.database.client.timeout), csrf: CSRFTokens(tokens), audit: audit,
            settings: sessions)
        self.authenticators = AuthenticatorRepository(collections)
        let factor = SecondFactor(authenticators: self.authenticators, audit: audit)
        self.service = AccountService(
            users: self.users, hasher: PasswordHasher(cost: bcryptCost), attempts: attempts, audit: audit,
            events: events,
            jobs: jobs,
            sessions: self.sessions, requiresVerifiedEmail: requiresVerifiedEmail, factor: factor,
            visitorCarts: visitorCarts, guestOrders: guestOrders)
        self.verificationTokens = VerificationTokens(tokens)
        self.verification = VerificationService(
            users: self.users, tokens: self.verificationTokens, callers: self.sessions.callers, audit: audit,
            guestOrders: guestOrders, jobs: jobs)
        self.mailCounts = MailCountRepository(collections)
        self.resets = PasswordResetRepository(collections)
        self.resetCodes = ResetCodes(tokens)
        self.passwords = PasswordService(accounts: self.service, resets: self.resets, codes: self.resetCodes)
        self.admins = AdminRoll(collections, users: self.users)
        self.administration = UserAdministration(accounts: self.service, admins: self.admins)
        self.keys = KeyService(
            keys: KeyRepository(collections), users: self.users, callers: self.sessions.callers, audit: audit)
        self.totp = TOTPService(accounts: self.service, issuer: shopName)
        self.addressBooks = AddressBookService(books: AddressBookRepository(collections))
    }

    package static let auditedKinds = [AuditedKind.role, .permissions, .security, .apiKey]

    package static let migrations = [
        // The Python app keeps letter case and script of what it is given; look-ups ask for one form.
        Migration(3, "bring the addresses of accounts into the form by which they are found") { database in
            try await StoredAddresses(database).normalize()
        } down: { _ in
            // The form of before is lost, and every program finds this one.
        },
        // The operator has made or chosen them; where addresses must be verified, somebody must be able to let others in.
        Migration(6, "take the addresses of admins for verified") { database in
            let users = Repository<User>(database)
            try await users.updateMany(\.role == .admin && \.verifiedAt == nil, .set(\.verifiedAt, .now))
        } down: { database in
            // The programs before know users and admins.
            try await Repository<User>(database).updateMany(\.role == .vendor, .set(\.role, .user))
        },
        Migration(17, "let lists find accounts by names and addresses") { database in
            try await FoundUsers(database).mend()
        } down: { database in
            try await FoundUsers(database).remove()
        },
    ]

    package var invariants: [any Invariant] {
        [
            AddressesInvariant(addresses: self.addresses), AuthenticatorsInvariant(users: self.users),
            FoundUsersInvariant(users: FoundUsers(self.users.users.database)),
        ]
    }

    package var personalData: [any PersonalData] {
        [
            self.sessions.sessions, self.addressBooks.books, self.authenticators, self.resets, self.mailCounts,
            self.keys.keys,
        ]
    }

    /// - Parameter parts: what the shop keeps of users, in all of its parts.
    package func erasure(of parts: [any PersonalData]) -> AccountErasure {
        AccountErasure(accounts: self.service, admins: self.admins, parts: parts)
    }

    /// Keeps what is known of callers true.
    package func run(logger: Logger) async {
        await CallerWatch(
            users: self.users.users, sessions: self.sessions.sessions.sessions, callers: self.sessions.callers
        ).run(logger: logger)
    }

    package func jobHandlers(mailer: Mailer) -> [JobHandler] {
        let mails = AccountMails(users: self.users, counts: self.mailCounts, mailer: mailer)
        return [
            WelcomeJob.handler(mails, self.verificationTokens), VerificationJob.handler(mails, self.verificationTokens),
            ResetCodeJob.handler(mails, self.resets, self.resetCodes), PasswordChangedJob.handler(mails),
            NewDeviceJob.handler(mails, self.sessions.sessions), TOTPSwitchedJob.handler(mails),
        ]
    }
}
