public import FoundationEssentials
public import Schemas

/// The algorithms that sign tokens with the shop's secret.
public enum TokenAlgorithm: String, SchemaEnum {
    case hs256 = "HS256"
    case hs384 = "HS384"
    case hs512 = "HS512"
}

/// How access tokens are made, and which are believed.
public struct TokenSettings: Sendable {
    /// What tokens are signed with.
    public var secret: String
    /// What tokens were signed with before, which are believed until they expire; nil when the secret was not changed.
    public var previousSecret: String?
    public var algorithm: TokenAlgorithm
    /// Who says it makes them: the claim `iss` (RFC 7519, section 4.1.1).
    public var issuer: String
    /// Whom they are for: the claim `aud` (section 4.1.3). Nil leaves it out, because libraries refuse a token that has
    /// one unless they are told which to expect.
    public var audience: String?
    /// How long a token is valid, in seconds.
    public var lifetime: TimeInterval

    public init(
        secret: String, previousSecret: String? = nil, algorithm: TokenAlgorithm = .hs256,
        issuer: String = "bodega", audience: String? = nil, lifetime: TimeInterval = 15 * 60
    ) {
        self.secret = secret
        self.previousSecret = previousSecret
        self.algorithm = algorithm
        self.issuer = issuer
        self.audience = audience
        self.lifetime = lifetime
    }

    /// All that are believed, the present one first.
    package var secrets: [String] { [self.secret] + (self.previousSecret.map { [$0] } ?? []) }
}
