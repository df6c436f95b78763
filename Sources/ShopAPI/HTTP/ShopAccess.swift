public import BSON
import HTTPTypes
import Orders
public import RouteKit
public import ShopCore

/// Who may call which of the shop's routes, besides `.anyone`.
public struct ShopAccess: Sendable {
    /// Users who are logged in.
    public let user: Access<Identity>
    /// Users who are logged in, even if they can do nothing yet because their address was not verified.
    let anyUser: Access<Identity>
    /// Admins, as the primary contract has them.
    public let admin: Access<Identity>
    /// Users who are logged in, and whoever has the token of an order in place of that.
    let buyer: Access<OrderCaller>
    private let authenticate: @Sendable (String) async throws -> Identity

    /// How guests show which order is theirs.
    static let orderToken = HeaderScheme(
        id: "OrderToken", name: HTTPField.Name("X-Order-Token")!,
        summary: "The `order_token` of a guest's order. It counts where the request shows no other token.")

    /// - Parameters:
    ///   - requiresVerifiedEmail: whether an account can be used only after its address was verified.
    ///   - orderOfToken: finds the order that a token opens; nil for a token that opens none.
    ///   - authenticate: finds out who holds a token; throws `ShopError` `unauthorized` when nobody does.
    public init(
        requiresVerifiedEmail: Bool = false, orderOfToken: @escaping @Sendable (String) -> ObjectID? = { _ in nil },
        authenticate: @escaping @Sendable (String) async throws -> Identity
    ) {
        self.anyUser = .bearer(.login, name: \.userID.hexString, authenticate: authenticate)
        let authenticate = { @Sendable (token: String) async throws -> Identity in
            let identity = try await authenticate(token)
            guard identity.isVerified || !requiresVerifiedEmail else { throw ShopError.unverified }
            return identity
        }
        self.authenticate = authenticate
        self.user = .bearer(.login, name: \.userID.hexString, authenticate: authenticate)
        self.buyer = self.user.orHeader(Self.orderToken, name: { $0.name }) { caller in
            switch caller {
            case .caller(let identity): return .account(identity)
            case .header(let token):
                guard let id = orderOfToken(token) else { throw ShopError.notFound("Order not found") }
                return .orderToken(id)
            }
        }
        self.admin = .bearer(.permission("admin"), name: \.userID.hexString) { token in
            let identity = try await authenticate(token)
            guard identity.role == .admin else { throw ShopError.forbidden("Admin privileges required") }
            return identity
        }
    }

    /// Everybody, logged in or not.
    var userIfAny: Access<Identity?> { self.user.ifAny }

    /// Users with a permission, whatever gives it to them.
    func permission(_ permission: Permission) -> Access<Identity> {
        self.permission([permission]) { $0.permissions.contains(permission) }
    }

    /// Users with several permissions.
    func permissions(_ permissions: Permission...) -> Access<Identity> {
        self.permission(permissions) { Set($0.permissions).isSuperset(of: permissions) }
    }

    /// Users with a permission for everybody's things, or for their own alone.
    func ownPermission(_ permission: Permission) -> Access<Identity> {
        self.permission([permission]) { $0.scopeIfAny(of: permission) != nil }
    }

    private func permission(
        _ permissions: [Permission], isGiven: @escaping @Sendable (Identity) -> Bool
    ) -> Access<Identity> {
        let authenticate = self.authenticate
        let names = permissions.map(\.rawValue)
        return .bearer(.permissions(names), name: \.userID.hexString) { token in
            let identity = try await authenticate(token)
            guard isGiven(identity) else {
                throw ShopError.forbidden("This needs the permission \(names.joined(separator: " and "))")
            }
            return identity
        }
    }
}
