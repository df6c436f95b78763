import BSON
import FoundationEssentials
public import Idempotency
import MongoJobs
import MongoODM
public import ShopCore

/// Signing up, logging in, and who may do what.
public struct AccountService: Sendable {
    let users: UserRepository
    let hasher: PasswordHasher
    let attempts: LoginAttempts
    let audit: AuditTrail
    let events: EventSource<User>
    let jobs: JobQueue
    let sessions: SessionService
    /// Whether an account can be used only after its address was verified.
    let requiresVerifiedEmail: Bool
    let factor: SecondFactor
    let visitorCarts: any VisitorCarts
    let guestOrders: any GuestOrders

    /// Opens an account, and has its holder welcomed by mail.
    ///
    /// - Parameters:
    ///   - client: where the user is.
    ///   - keeping: keeps the answer with the account.
    /// - Returns: the answer to a login without a refresh token. Where addresses must be verified, it is worth nothing before.
    /// - Throws: ``ShopError`` `conflict` when the address has an account, in whatever letter case; `busy`.
    public func signUp<Answer>(
        email: String, password: String, by client: SessionClient, keeping: KeepingAnswer<Login, Answer>
    ) async throws -> Kept<Answer> {
        let user = try await self.newUser(email: email, password: password, role: .user)
        return try await self.open(user, by: client, isRefreshed: false) { login, transaction in
            try await keeping(login, in: transaction)
        }
    }

    /// The same for somebody with a name, with a refresh token. Where addresses must be verified, nobody is logged in.
    ///
    /// - Parameters:
    ///   - name: what the user is called.
    ///   - phone: the user's telephone number, nil for none.
    ///   - cartToken: shows a visitor's cart, which becomes the user's; nil for none.
    public func register<Answer>(
        email: String, password: String, name: String, phone: String?, cartToken: String? = nil,
        by client: SessionClient,
        keeping: KeepingAnswer<Registration, Answer>
    ) async throws -> Kept<Answer> {
        var user = try await self.newUser(email: email, password: password, role: .user)
        user.name = name
        user.phone = phone
        let handover = try await self.handover(of: cartToken)
        guard self.requiresVerifiedEmail else {
            return try await self.open(user, by: client, isRefreshed: true) { [id = user.id] login, transaction in
                var login = login
                login.cartRemainders = try await handover?(id, transaction) ?? []
                return try await keeping(.login(login), in: transaction)
            }
        }
        return try await self.open(user) { [user] transaction in
            let remainders = try await handover?(user.id, transaction) ?? []
            return try await keeping(.unverified(user, remainders), in: transaction)
        }
    }

    /// What gives a visitor's cart to a user; nil when there is none.
    private func handover(of cartToken: String?) async throws -> CartHandover? {
        guard let cartToken else { return nil }
        return try await self.visitorCarts.handover(of: cartToken)
    }

    /// Stores a new account and its first login.
    private func open<Output: Sendable>(
        _ user: User, by client: SessionClient, isRefreshed: Bool,
        with more: (Login, Transaction) async throws -> Output
    ) async throws -> Output {
        var user = user
        user.lastLogin = .now
        user.devices = [client.device]
        let session = try await self.sessions.begin(of: user, by: client, isRefreshed: isRefreshed)
        return try await self.open(user) { transaction in
            try await self.sessions.store(session, in: transaction)
            return try await more(session.login, transaction)
        }
    }

    /// Stores a new account and has its holder welcomed.
    private func open<Output: Sendable>(
        _ user: User, with more: (Transaction) async throws -> Output
    ) async throws -> Output {
        #if DEBUG
        if PlantedBug.present == .welcomeBeforeCommit {
            try await self.jobs.enqueue(WelcomeJob(userID: user.id))
            return try await self.store(user, with: more)
        }
        #endif
        return try await self.store(user) { transaction in
            try await self.jobs.enqueue(WelcomeJob(userID: user.id), in: transaction)
            try await self.events.note(.userRegistered, user.id, of: user.id, in: transaction) { user }
            return try await more(transaction)
        }
    }

    /// Opens an admin's account.
    ///
    /// - Parameter author: who answers for it.
    /// - Throws: ``ShopError`` `conflict` when the address has an account, `busy`.
    public func createAdmin(email: String, password: String, by author: Author) async throws -> User {
        var user = try await self.newUser(email: email, password: password, role: .admin)
        // The operator answers for the address.
        user.verifiedAt = .now
        try await self.store(user) { transaction in
            try await self.audit.note(RoleHeld.change(of: user, from: nil, to: .admin), by: author, in: transaction)
            try await self.guestOrders.claim(by: user.id, in: transaction)
        }
        return user
    }

    private func newUser(email: String, password: String, role: Role) async throws -> User {
        // The look spares the hashing; that there is one account is the unique index's doing.
        guard try await self.users.find(email: email) == nil else { throw Self.emailIsTaken }
        let hash = try await self.hasher.hash(password)
        return User(email: email.normalizedEmail, hashedPassword: hash, role: role)
    }

    /// - Parameter more: stores more with the account.
    private func store<Output: Sendable>(
        _ user: User, with more: (Transaction) async throws -> Output
    ) async throws -> Output {
        try await self.refusingDuplicates {
            try await self.users.client.transaction { transaction in
                try await self.users.create(user, in: transaction)
                return try await more(transaction)
            }
        }
    }

    private func refusingDuplicates<Output>(_ write: () async throws -> Output) async throws -> Output {
        do {
            return try await write()
        } catch let error as MongoError where error.code == .duplicateKey {
            throw Self.emailIsTaken
        }
    }

    /// Checks credentials.
    ///
    /// - Parameters:
    ///   - code: of the account's authenticator, or a recovery code; nil if the user gave none.
    ///   - cartToken: shows a visitor's cart, which is added to the user's; nil for none.
    ///   - client: where the user is; failed attempts from its address slow down the next ones.
    ///   - isRefreshed: whether the login gets a refresh token.
    /// - Throws: ``ShopError`` `unauthorized`, the same and after the same time for an unknown address and a wrong
    ///   password; `tooManyAttempts`, whether or not there is such an account; `busy`; for a right password `forbidden` with the
    ///   reason `banned` or `unverified`, or `unauthorized` with the reason `totpRequired`, which is no failed attempt, or
    ///   `wrongCode`.
    public func logIn(
        email: String, password: String, code: String? = nil, cartToken: String? = nil, by client: SessionClient,
        isRefreshed: Bool
    ) async throws -> Login {
        let attempt = try await self.attempts.begin(email: email.normalizedEmail, network: client.network)
        let user: User?
        let isRight: Bool
        do {
            user = try await self.users.find(email: email)
            isRight = try await self.hasher.verify(password, against: user?.hashedPassword)
        } catch {
            await attempt.takeBack()
            throw error
        }
        guard var user, isRight else {
            try await self.note(attempt, hasFailedOn: user?.id, by: client)
            throw Self.invalidCredentials
        }
        do throws(ShopError) {
            try self.admit(user, code: code)
        } catch {
            // No success either: that would clear the failures that keep codes from being guessed.
            await attempt.takeBack()
            throw error
        }
        if self.hasher.isOutdated(user.hashedPassword), let hash = await self.rehash(password, of: user) {
            user.hashedPassword = hash
        }
        do {
            let login = try await self.begin(
                user, code: code, handover: self.handover(of: cartToken), by: client, isRefreshed: isRefreshed)
            await attempt.succeed()
            return login
        } catch let error as ShopError where error.reason == .wrongCode {
            try await self.note(attempt, hasFailedOn: user.id, by: client)
            throw error
        } catch {
            await attempt.takeBack()
            throw error
        }
    }

    /// - Throws: ``ShopError`` when an account can't be used whatever its password, or needs a code as well.
    private func admit(_ user: User, code: String?) throws(ShopError) {
        if user.bannedAt != nil { throw ShopError.forbidden("This account is banned", reason: .banned) }
        if self.requiresVerifiedEmail, !user.isVerified { throw ShopError.unverified }
        if user.hasTOTP, code == nil { throw Self.totpRequired }
    }

    /// Writes a failure down. It takes as long for an address without an account.
    func note(
        _ attempt: LoginAttempts.Attempt, hasFailedOn user: ObjectID?, by client: SessionClient
    ) async throws {
        let author = Author(address: client.address)
        try await self.audit.note(SecurityEvent.loginFailed.change(of: user), by: author, in: nil)
        guard attempt.locksOut else { return }
        try await self.audit.note(SecurityEvent.lockedOut.change(of: user), by: author, in: nil)
    }

    /// Stores a session for a password that was right, unless it has been changed since, or the account was banned, and uses up
    /// the code if there must be one.
    ///
    /// - Parameter handover: gives the user a visitor's cart; nil for none.
    func begin(
        _ user: User, code: String? = nil, handover: CartHandover? = nil, by client: SessionClient, isRefreshed: Bool
    ) async throws -> Login {
        var user = user
        user.lastLogin = .now
        let session = try await self.sessions.begin(of: user, by: client, isRefreshed: isRefreshed)
        var login = session.login
        login.cartRemainders = try await self.users.client.transaction { [user] transaction in
            if user.hasTOTP {
                guard
                    try await self.factor.spend(
                        code ?? "", of: user.id, session: session.session.id, by: Author(address: client.address),
                        in: transaction)
                else { throw Self.wrongCode }
            }
            guard try await self.users.noteLogin(user, on: client.device, in: transaction) else {
                throw Self.invalidCredentials
            }
            try await self.sessions.store(session, in: transaction)
            try await self.note(session.session, of: user, on: client, in: transaction)
            return try await handover?(user.id, transaction) ?? []
        }
        await SessionStep.loginCommitted.pass()
        return login
    }

    /// Writes a login down, and has the user told of one from where nobody has used the account before.
    private func note(
        _ session: Session, of user: User, on client: SessionClient, in transaction: Transaction
    ) async throws {
        let author = Author(userID: user.id, name: user.email, address: client.address)
        try await self.audit.note(
            SecurityEvent.loggedIn.change(of: user.id, session: session.id), by: author, in: transaction)
        // Of an account that has been used nowhere yet, or before this was written down, everywhere is new.
        guard !user.devices.isEmpty, !user.devices.contains(client.device) else { return }
        try await self.audit.note(
            SecurityEvent.newDevice.change(of: user.id, session: session.id), by: author, in: transaction)
        try await self.jobs.enqueue(
            NewDeviceJob(userID: user.id, sessionID: session.id),
            unique: "\(user.id.hexString) \(client.device.base64URLEncoded)", in: transaction)
    }

    /// Replaces a hash by one of today's cost. If that is not possible now, the next login tries again.
    ///
    /// - Returns: the new hash; nil when the account has the old one still.
    private func rehash(_ password: String, of user: User) async -> String? {
        guard let hash = try? await self.hasher.hash(password),
            (try? await self.users.replaceHash(user.hashedPassword, by: hash, of: user.id)) == true
        else { return nil }
        return hash
    }

    /// Makes a user an admin.
    ///
    /// - Parameter author: who answers for it.
    /// - Throws: ``ShopError`` `notFound`; `badRequest` when it is one.
    public func promoteToAdmin(email: String, by author: Author) async throws -> User {
        // One that can't be read can do nothing; a change of it is a change nobody could sign for.
        guard try await self.users.find(email: email) != nil else { throw Self.userNotFound }
        let promoted = try await self.users.client.transaction { transaction in
            guard var user = try await self.users.promote(email: email, in: transaction) else { return nil as User? }
            let before = user.role
            user.role = .admin
            try await self.audit.note(RoleHeld.change(of: user, from: before, to: .admin), by: author, in: transaction)
            return user
        }
        if let promoted {
            self.sessions.callers.forget(user: promoted.id)
            return promoted
        }
        throw ShopError.badRequest("User is already an admin")
    }

    public static let invalidCredentials = ShopError.unauthorized("Invalid credentials")
    private static let totpRequired = ShopError.unauthorized(
        "Give the code of your authenticator, or a recovery code, too", reason: .totpRequired)
    private static let wrongCode = ShopError.unauthorized(
        "The code is wrong, or was used before", reason: .wrongCode)
    private static let emailIsTaken = ShopError.conflict(
        "Email already registered", field: "email", reason: .emailTaken)
    static let userNotFound = ShopError.notFound("User not found")
}
