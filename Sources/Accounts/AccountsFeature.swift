package import ShopCore

/// Accounts: who has one, what it may do, and how its holder proves to be the one.
package struct AccountsFeature: Feature {
    package let service: AccountService

    /// - Parameters:
    ///   - attempts: slows down who guesses passwords.
    ///   - bcryptCost: the logarithm of the rounds of a password's hash.
    package init(
        _ collections: Collections, audit: AuditTrail, tokens: TokenSettings, attempts: LoginAttempts, bcryptCost: Int
    ) async {
        self.service = AccountService(
            users: UserRepository(collections), hasher: PasswordHasher(cost: bcryptCost),
            tokens: await TokenIssuer(tokens), attempts: attempts, audit: audit)
    }

    package static let auditedKinds = [AuditedKind.role]
}
