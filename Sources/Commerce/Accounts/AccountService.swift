public import BSON
import MongoODM

/// Signing up, logging in, and who may do what.
public struct AccountService: Sendable {
    private let users: UserRepository
    private let hasher: PasswordHasher
    private let tokens: TokenIssuer
    /// Verified against when an address is unknown, so that the answer takes as long as for a known one.
    private let decoyHash: String

    init(users: UserRepository, hasher: PasswordHasher, tokens: TokenIssuer) async {
        self.users = users
        self.hasher = hasher
        self.tokens = tokens
        self.decoyHash = await hasher.hash("nobody has this password")
    }

    /// Opens an account.
    ///
    /// - Returns: a token, as ``logIn(email:password:)`` does.
    /// - Throws: ``ShopError`` `conflict` when the address has an account, in whatever letter case.
    public func signUp(email: String, password: String) async throws -> AccessToken {
        try await self.tokens.token(for: self.createUser(email: email, password: password, role: .user))
    }

    /// Opens an account with a role.
    ///
    /// - Throws: ``ShopError`` `conflict` when the address has an account.
    public func createUser(email: String, password: String, role: Role) async throws -> User {
        // The look spares the hashing; that there is one account is the unique index's doing.
        guard try await self.users.find(email: email) == nil else { throw Self.emailIsTaken }
        let hash = await self.hasher.hash(password)
        do {
            return try await self.users.create(
                User(email: email.normalizedEmail, hashedPassword: hash, role: role))
        } catch let error as MongoError where error.code == .duplicateKey {
            throw Self.emailIsTaken
        }
    }

    /// Checks credentials.
    ///
    /// - Throws: ``ShopError`` `unauthorized`, the same for an unknown address and a wrong password.
    public func logIn(email: String, password: String) async throws -> AccessToken {
        let user = try await self.users.find(email: email)
        let isRight = await self.hasher.verify(password, against: user?.hashedPassword ?? self.decoyHash)
        guard let user, isRight else { throw ShopError.unauthorized("Invalid credentials") }
        return try await self.tokens.token(for: user)
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
