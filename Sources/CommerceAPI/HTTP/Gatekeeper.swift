import Hummingbird
public import ShopCore

/// What stands before every route: who is let in, how often, and with how large a body.
public struct Gatekeeper: Sendable {
    private let authenticate: @Sendable (String) async throws -> Identity
    let limiter: RateLimiter
    /// The largest request body in bytes.
    let maximumBodySize: Int
    let inFlight: RequestsInFlight
    /// Nil where no route takes keys.
    let keys: IdempotencyKeys?

    /// - Parameters:
    ///   - limiter: counts the requests to rate limited routes.
    ///   - maximumBodySize: the largest request body in bytes.
    ///   - inFlight: counts the requests that are being worked on.
    ///   - keys: makes sure that requests with a key are done once; nil where no route takes keys.
    ///   - authenticate: finds out who holds a token; throws `ShopError` `unauthorized` when nobody does.
    public init(
        limiter: RateLimiter, maximumBodySize: Int, inFlight: RequestsInFlight, keys: IdempotencyKeys? = nil,
        authenticate: @escaping @Sendable (String) async throws -> Identity
    ) {
        self.limiter = limiter
        self.maximumBodySize = maximumBodySize
        self.inFlight = inFlight
        self.keys = keys
        self.authenticate = authenticate
    }

    /// Who makes a request, by its bearer token (RFC 6750).
    ///
    /// - Throws: `ShopError` `unauthorized`.
    func identity(of request: Request) async throws -> Identity {
        guard let token = Self.bearerToken(in: request.headers[.authorization]) else {
            throw ShopError.unauthorized("Not authenticated")
        }
        return try await self.authenticate(token)
    }

    /// The token of an `Authorization` header: the scheme in any letter case, spaces, the token's characters.
    static func bearerToken(in header: String?) -> String? {
        guard let header else { return nil }
        let text = header.utf8
        let scheme = "bearer".utf8
        guard text.count > scheme.count, zip(text, scheme).allSatisfy({ $0 | 0x20 == $1 }) else { return nil }
        let rest = text.dropFirst(scheme.count)
        let token = rest.drop { $0 == UInt8(ascii: " ") }
        guard token.count < rest.count, !token.isEmpty, token.allSatisfy(Self.isTokenCharacter) else { return nil }
        return String(Substring(token))
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~+/=".utf8.contains(byte)
        }
    }
}
