import BSON
public import RouteKit
public import ShopCore

/// Who may call which of the shop's routes, besides `.anyone`.
public struct ShopAccess: Sendable {
    /// Users who are logged in.
    public let user: Access<Identity>
    /// Admins.
    public let admin: Access<Identity>

    /// - Parameter authenticate: finds out who holds a token; throws `ShopError` `unauthorized` when nobody does.
    public init(authenticate: @escaping @Sendable (String) async throws -> Identity) {
        self.user = .bearer(.login, name: \.userID.hexString, authenticate: authenticate)
        self.admin = .bearer(.permission, name: \.userID.hexString) { token in
            let identity = try await authenticate(token)
            guard identity.role == .admin else { throw ShopError.forbidden("Admin privileges required") }
            return identity
        }
    }
}
