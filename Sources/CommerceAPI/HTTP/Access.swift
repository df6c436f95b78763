import Hummingbird
public import ShopCore

/// Who may call a route, and what the handler learns about them.
///
/// A route for `.user` or `.admin` gets the caller's `Identity`; the compiler keeps a route for `.anyone`
/// from asking for one.
public struct Access<Caller: Sendable>: Sendable {
    let requirement: AccessRequirement
    /// Finds out who calls.
    ///
    /// - Throws: `ShopError`, which becomes a 401 or 403.
    let admit: @Sendable (Request, Gatekeeper) async throws -> Caller
}

/// What a caller must show, for the API's description.
enum AccessRequirement: Sendable {
    case nothing
    case login
    case adminRole
}

extension Access where Caller == Void {
    /// Everybody, logged in or not.
    public static var anyone: Access { Access(requirement: .nothing) { _, _ in } }
}

extension Access where Caller == Identity {
    /// Whoever is logged in.
    public static var user: Access {
        Access(requirement: .login) { request, gatekeeper in try await gatekeeper.identity(of: request) }
    }

    /// Admins.
    public static var admin: Access {
        Access(requirement: .adminRole) { request, gatekeeper in
            let identity = try await gatekeeper.identity(of: request)
            guard identity.role == .admin else { throw ShopError.forbidden("Admin privileges required") }
            return identity
        }
    }
}
