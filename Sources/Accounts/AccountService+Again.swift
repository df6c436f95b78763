import BSON
import ShopCore

extension AccountService {
    /// A new session for a registration that comes again; none as long as the address must be verified.
    ///
    /// - Parameters:
    ///   - id: the account that the registration opened.
    ///   - password: the registration's; it opens nothing after another was chosen.
    /// - Throws: ``ShopError``: `conflict` when the account is gone, has another password by now, or needs a code; `busy`.
    public func register(again id: String, password: String, by client: SessionClient) async throws -> Registration {
        guard let id = ObjectID(id), let user = try await self.users.find(id),
            try await self.hasher.verify(password, against: user.hashedPassword), !user.hasTOTP
        else { throw ShopError.conflict("The account was changed since this registration; log in") }
        if self.requiresVerifiedEmail, !user.isVerified { return .unverified(user, []) }
        return .login(try await self.begin(user, by: client, isRefreshed: true))
    }
}
