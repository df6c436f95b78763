import BSON
public import Idempotency
import MongoJobs
import MongoODM
public import ShopCore

/// Signing up, logging in, and who may do what.
public struct AccountService: Sendable {
    let users: UserRepository
    let hasher: PasswordHasher
    let tokens: TokenIssuer
    let attempts: LoginAttempts
    let audit: AuditTrail
    let jobs: JobQueue

    /// Opens an account, and has its holder welcomed by mail.
    ///
    /// - Parameters:
    ///   - name: what the user is called; empty where nobody asked.
    ///   - keeping: keeps the answer with the account.
    /// - Returns: the answer to a login, as ``logIn(email:password:from:)`` gives one.
    /// - Throws: ``ShopError`` `conflict` when the address has an account, in whatever letter case; `busy`.
    public func signUp<Answer>(
        email: String, password: String, name: String = "", keeping: KeepingAnswer<Login, Answer>
    ) async throws -> Kept<Answer> {
        var user = try await self.newUser(email: email, password: password, role: .user)
        user.name = name
        let login = try await self.tokens.login(of: user)
        #if DEBUG
        if PlantedBug.present == .welcomeBeforeCommit { try await self.jobs.enqueue(WelcomeJob(userID: user.id)) }
        #endif
        return try await self.store(user) { transaction in
            #if DEBUG
            if PlantedBug.present == .welcomeBeforeCommit { return try await keeping(login, in: transaction) }
            #endif
            try await self.jobs.enqueue(WelcomeJob(userID: user.id), in: transaction)
            return try await keeping(login, in: transaction)
        }
    }

    /// Opens an admin's account.
    ///
    /// - Parameter author: who answers for it.
    /// - Throws: ``ShopError`` `conflict` when the address has an account, `busy`.
    public func createAdmin(email: String, password: String, by author: Author) async throws -> User {
        let user = try await self.newUser(email: email, password: password, role: .admin)
        try await self.store(user) { transaction in
            try await self.audit.note(RoleHeld.change(of: user, from: nil, to: .admin), by: author, in: transaction)
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
    /// - Parameter network: where the client is; failed attempts from there slow down the next ones.
    /// - Throws: ``ShopError`` `unauthorized`, the same and after the same time for an unknown address and a wrong
    ///   password; `tooManyAttempts`, whether or not there is such an account; `busy`.
    public func logIn(email: String, password: String, from network: String) async throws -> Login {
        let attempt = try await self.attempts.begin(email: email.normalizedEmail, network: network)
        let user: User?
        let isRight: Bool
        do {
            user = try await self.users.find(email: email)
            isRight = try await self.hasher.verify(password, against: user?.hashedPassword)
        } catch {
            await attempt.takeBack()
            throw error
        }
        guard let user, isRight else { throw ShopError.unauthorized("Invalid credentials") }
        await attempt.succeed()
        if self.hasher.isOutdated(user.hashedPassword) { await self.rehash(password, of: user) }
        return try await self.tokens.login(of: user)
    }

    /// Replaces a hash by one of today's cost. If that is not possible now, the next login tries again.
    private func rehash(_ password: String, of user: User) async {
        guard let hash = try? await self.hasher.hash(password) else { return }
        _ = try? await self.users.replaceHash(user.hashedPassword, by: hash, of: user.id)
    }

    /// Finds out who holds a token. Role and existence are the account's of now, not of the token's time.
    ///
    /// - Throws: ``ShopError`` `unauthorized`.
    public func authenticate(token: String) async throws -> Identity {
        guard let id = await self.tokens.subject(of: token), let user = try await self.users.find(id) else {
            throw ShopError.unauthorized("Invalid or expired token")
        }
        return Identity(
            userID: user.id, email: user.email, name: user.name, role: user.role, createdAt: user.createdAt)
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
        if let promoted { return promoted }
        throw ShopError.badRequest("User is already an admin")
    }

    private static let emailIsTaken = ShopError.conflict(
        "Email already registered", field: "email", reason: .emailTaken)
    private static let userNotFound = ShopError.notFound("User not found")
}
