public import BSON
import MongoODM

/// Signing up, logging in, and who may do what.
public struct AccountService: Sendable {
    let users: UserRepository
    let hasher: PasswordHasher
    let tokens: TokenIssuer
    let attempts: LoginAttempts

    /// Opens an account.
    ///
    /// - Parameter keeping: stores the answer with the account; nil for a request without a key.
    /// - Returns: a token, as ``logIn(email:password:from:)`` does.
    /// - Throws: ``ShopError`` `conflict` when the address has an account, in whatever letter case; `busy`.
    public func signUp(
        email: String, password: String, keeping: Keeping<AccessToken>? = nil
    ) async throws -> AccessToken {
        let user = try await self.newUser(email: email, password: password, role: .user)
        let token = try await self.tokens.token(for: user)
        try await self.store(user, answering: token, keeping)
        return token
    }

    /// Opens an account with a role.
    ///
    /// - Throws: ``ShopError`` `conflict` when the address has an account, `busy`.
    public func createUser(email: String, password: String, role: Role) async throws -> User {
        let user = try await self.newUser(email: email, password: password, role: role)
        try await self.store(user, answering: user, nil)
        return user
    }

    private func newUser(email: String, password: String, role: Role) async throws -> User {
        // The look spares the hashing; that there is one account is the unique index's doing.
        guard try await self.users.find(email: email) == nil else { throw Self.emailIsTaken }
        let hash = try await self.hasher.hash(password)
        return User(email: email.normalizedEmail, hashedPassword: hash, role: role)
    }

    private func store<Answer: Sendable>(
        _ user: User, answering answer: Answer, _ keeping: Keeping<Answer>?
    ) async throws {
        do {
            guard let keeping else { return try await self.users.create(user) }
            try await self.users.client.transaction { transaction in
                try await self.users.create(user, in: transaction)
                try await keeping(answer, transaction)
            }
        } catch let error as MongoError where error.code == .duplicateKey {
            throw Self.emailIsTaken
        }
    }

    /// Checks credentials.
    ///
    /// - Parameter network: where the client is; failed attempts from there slow down the next ones.
    /// - Throws: ``ShopError`` `unauthorized`, the same and after the same time for an unknown address and a wrong
    ///   password; `tooManyAttempts`, whether or not there is such an account; `busy`.
    public func logIn(email: String, password: String, from network: String) async throws -> AccessToken {
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
        return try await self.tokens.token(for: user)
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
        return Identity(userID: user.id, email: user.email, role: user.role)
    }

    /// An account by its identifier.
    ///
    /// - Throws: ``ShopError`` `notFound`.
    public func user(_ id: ObjectID) async throws -> User {
        guard let user = try await self.users.find(id) else { throw Self.userNotFound }
        return user
    }

    /// Makes a user an admin.
    ///
    /// - Throws: ``ShopError`` `notFound`; `badRequest` when it is one.
    public func promoteToAdmin(email: String) async throws -> User {
        if let user = try await self.users.promote(email: email) { return user }
        guard try await self.users.find(email: email) != nil else { throw Self.userNotFound }
        throw ShopError.badRequest("User is already an admin")
    }

    private static let emailIsTaken = ShopError.conflict("Email already registered", field: "email")
    private static let userNotFound = ShopError.notFound("User not found")
}
