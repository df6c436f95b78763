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
    /// Users who are logged in, and programs that show a key in place of that.
    let holder: Access<Identity>
    /// The same, and whoever has the token of an order.
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
        self.anyUser = .bearer(.login, name: \.userID.hexString) { token in
            try await authenticate(token).requireLogin()
        }
        let authenticate = { @Sendable (token: String) async throws -> Identity in
            let identity = try await authenticate(token)
            guard identity.isVerified || !requiresVerifiedEmail else { throw ShopError.unverified }
            return identity
        }
        self.authenticate = authenticate
        let holder = Access<Identity>.bearer(.login, name: \.userID.hexString, authenticate: authenticate)
        self.holder = holder
        self.user = .bearer(.login, name: \.userID.hexString) { token in
            try await authenticate(token).requireLogin()
        }
        self.buyer = holder.orHeader(Self.orderToken, name: { $0.name }) { caller in
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
    var userIfAny: Access<Identity?> { self.holder.ifAny }

    /// Users with a permission, whatever gives it to them.
    ///
    /// - Parameter takesKeys: whether a program may do it that shows a key with the permission.
    func permission(_ permission: Permission, takesKeys: Bool = true) -> Access<Identity> {
        self.permission([permission.rawValue], takesKeys: takesKeys) { $0.permissions.contains(permission) }
    }

    /// Users with several permissions.
    func permissions(_ permissions: [Permission]) -> Access<Identity> {
        self.permission(permissions.map(\.rawValue), takesKeys: true) {
            Set($0.permissions).isSuperset(of: permissions)
        }
    }

    /// Users with a permission for everybody's things, or for their own alone.
    func ownPermission(_ permission: Permission) -> Access<Identity> {
        self.permission([permission.rawValue], takesKeys: true) { $0.scopeIfAny(of: permission) != nil }
    }

    /// Users with all permissions of one of some groups at least. A login is needed, whose end ends what goes on.
    func anyPermissions(_ groups: [[Permission]]) -> Access<Identity> {
        let names = groups.map { $0.map(\.rawValue).joined(separator: " and ") }
        return self.permission([names.joined(separator: ", or ")], takesKeys: false) { identity in
            groups.contains { $0.allSatisfy(identity.permissions.contains) }
        }
    }

    private func permission(
        _ names: [String], takesKeys: Bool, isGiven: @escaping @Sendable (Identity) -> Bool
    ) -> Access<Identity> {
        let authenticate = self.authenticate
        return .bearer(.permissions(names), name: \.userID.hexString) { token in
            var identity = try await authenticate(token)
            if !takesKeys { identity = try identity.requireLogin() }
            guard isGiven(identity) else {
                throw ShopError.forbidden("This needs the permission \(names.joined(separator: " and "))")
            }
            return identity
        }
    }
}

extension Identity {
    /// - Throws: ``ShopError`` `forbidden` for a key, which has nothing of its own.
    fileprivate func requireLogin() throws(ShopError) -> Identity {
        guard self.keyID == nil else { throw .forbidden("This needs a login; a key is not enough") }
        return self
    }
}
