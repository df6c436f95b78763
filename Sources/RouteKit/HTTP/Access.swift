public import Hummingbird

/// Who may call a route, and what the handler learns about them. The application makes its own.
///
/// ```swift
/// let user = Access.bearer(.login, name: { $0.id }) { token in try await accounts.authenticate(token) }
/// ```
///
/// A route's handler gets the caller; the compiler keeps a route for ``anyone`` from asking for one.
public struct Access<Caller: Sendable>: Sendable {
    let requirement: AccessRequirement
    /// What callers may show in its place; nil for nothing.
    let cookie: CookieScheme?
    let header: HeaderScheme?
    let parameter: ParameterScheme?
    /// A name that no other caller has; nil where callers have none.
    let name: @Sendable (Caller) -> String?
    /// Finds out who calls.
    let admit: @Sendable (Request) async throws -> Caller

    /// - Parameters:
    ///   - requirement: what a caller must show, for the API's description.
    ///   - name: a name that no other caller has; nil where callers have none. Keys of requests belong to it.
    ///   - admit: finds out who calls; throws an ``HTTPRefusal`` with the status 401 or 403 to keep a caller out.
    public init(
        _ requirement: AccessRequirement, name: @escaping @Sendable (Caller) -> String?,
        admit: @escaping @Sendable (Request) async throws -> Caller
    ) {
        self.init(requirement, cookie: nil, name: name, admit: admit)
    }

    init(
        _ requirement: AccessRequirement, cookie: CookieScheme? = nil, header: HeaderScheme? = nil,
        parameter: ParameterScheme? = nil, name: @escaping @Sendable (Caller) -> String?,
        admit: @escaping @Sendable (Request) async throws -> Caller
    ) {
        self.requirement = requirement
        self.cookie = cookie
        self.header = header
        self.parameter = parameter
        self.name = name
        self.admit = admit
    }

    /// Callers who show a bearer token (RFC 6750).
    ///
    /// - Parameters:
    ///   - name: a name that no other caller has. Keys of requests belong to it.
    ///   - authenticate: finds out who holds a token; throws an ``HTTPRefusal`` with the status 401 or 403 to keep a
    ///     caller out.
    public static func bearer(
        _ requirement: AccessRequirement, name: @escaping @Sendable (Caller) -> String,
        authenticate: @escaping @Sendable (String) async throws -> Caller
    ) -> Access {
        Access(requirement, name: name) { request in
            guard let token = BearerToken.token(in: request.headers[.authorization]) else {
                throw RefusedRequest(.unauthorized, "Not authenticated")
            }
            return try await authenticate(token)
        }
    }
}

extension Access where Caller == Void {
    /// Everybody, logged in or not.
    public static var anyone: Access { Access(.nothing, name: { _ in nil }, admit: { _ in }) }
}

extension Access {
    /// Everybody. Of those who show what this access asks for, the handler learns who they are; whom it would keep out counts as
    /// not logged in.
    public var ifAny: Access<Caller?> {
        Access<Caller?>(.nothing, name: { $0.flatMap(self.name) }) { request in
            do {
                return try await self.admit(request)
            } catch is any HTTPRefusal {
                return nil
            }
        }
    }
}

/// What a caller must show, for the API's description.
public enum AccessRequirement: Hashable, Sendable {
    case nothing
    /// Who they are.
    case login
    /// Who they are, and that they may do all of these, by their names.
    case permissions([String])

    /// Who they are, and that they may do something, by its name.
    public static func permission(_ name: String) -> AccessRequirement { .permissions([name]) }

    /// What they must be allowed to do; none for nothing in particular.
    var permissions: [String] {
        if case .permissions(let names) = self { names } else { [] }
    }
}
