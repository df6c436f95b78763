import BSON
import FoundationEssentials
import JWTKit
import Schemas
import ShopCore

/// Signs and checks the JSON Web Tokens (RFC 7519) that stand for a login.
///
/// A token names the key that signed it. While there is a previous secret, two keys are known: the present one signs,
/// and both are believed.
struct TokenIssuer: Sendable {
    private let keys: JWTKeyCollection
    private let known: Set<String>
    private let present: JWKIdentifier
    private let settings: TokenSettings
    /// It knows signatures of this issuer's keys and no others: another secret comes with another issuer.
    private let verified = VerifiedTokens()

    init(_ settings: TokenSettings) async {
        self.settings = settings
        let digest: DigestAlgorithm =
            switch settings.algorithm {
            case .hs256: .sha256
            case .hs384: .sha384
            case .hs512: .sha512
            }
        let present = TokenKey(secret: settings.secret)
        let all = [present] + (settings.previousSecret.map { [TokenKey(secret: $0)] } ?? [])
        self.present = present.id
        self.known = Set(all.map(\.id.string))
        self.keys = JWTKeyCollection()
        for key in all { await self.keys.add(hmac: key.key, digestAlgorithm: digest, kid: key.id) }
    }

    /// How long a token is valid.
    var lifetime: Duration { .seconds(self.settings.lifetime) }

    func login(of user: User, in session: ObjectID) async throws -> Login {
        Login(
            token: try await self.token(for: user, in: session), lifetime: Int(self.settings.lifetime), user: user,
            session: session)
    }

    /// - Parameter session: what the token belongs to; nil for nothing, as before there were sessions.
    func token(for user: User, in session: ObjectID?, now: Date = .now) async throws -> AccessToken {
        let claims = Claims(
            iss: self.settings.issuer, aud: self.settings.audience, sub: user.id.hexString, sid: session?.hexString,
            role: user.role.rawValue,
            iat: Self.seconds(now), exp: Self.seconds(now.addingTimeInterval(self.settings.lifetime)),
            jti: UUID().uuidString.lowercased())
        return AccessToken(accessToken: try await self.keys.sign(claims, kid: self.present))
    }

    /// The user and the session that a token was issued to.
    ///
    /// - Returns: nil when it is malformed, expired, signed by another key or algorithm, or meant for others.
    func claims(of token: String) async -> VerifiedTokens.Login? {
        if let login = self.verified.login(of: token) { return login }
        guard self.namesOurKey(token),
            let claims = try? await self.keys.verify(token, as: Claims.self),
            claims.iss == self.settings.issuer, self.isMeantForUs(claims.aud),
            let subject = ObjectID(claims.sub)
        else { return nil }
        let session = claims.sid.flatMap { ObjectID($0) }
        // A session that is not an identifier is none that could be ended.
        guard (session == nil) == (claims.sid == nil) else { return nil }
        let login = VerifiedTokens.Login(
            subject: subject, session: session, issuedAt: claims.iat, expiry: claims.exp)
        self.verified.remember(login, of: token)
        return login
    }

    /// Without an audience of its own, the shop also believes tokens that name the one which was once the default, until
    /// the last of them has expired.
    private func isMeantForUs(_ audience: String?) -> Bool {
        audience == self.settings.audience || (self.settings.audience == nil && audience == Self.formerAudience)
    }

    private static let formerAudience = "bodega"

    /// The library checks the signature with the key's own algorithm whatever the header says, and with some key
    /// whatever the header names; a header that says something else was not written here.
    private func namesOurKey(_ token: String) -> Bool {
        guard let first = token.split(separator: ".", maxSplits: 1).first,
            let header = Data(base64URLEncoded: String(first)),
            let node = try? JSONNode(json: [UInt8](header)),
            case .string(let key)? = node["kid"]
        else { return false }
        // It names extensions that a reader must understand (RFC 7515, section 4.1.11); there is none that we do.
        guard node["crit"] == nil else { return false }
        return node["alg"] == .string(self.settings.algorithm.rawValue) && self.known.contains(key)
    }

    private static func seconds(_ date: Date) -> Int { Int(date.timeIntervalSince1970) }

    /// The claims, in whole seconds as other libraries write them.
    private struct Claims: JWTPayload {
        var iss: String
        var aud: String?
        var sub: String
        /// The session (OpenID Connect Front-Channel Logout 1.0, section 3).
        var sid: String?
        var role: String
        var iat: Int
        var exp: Int
        /// Before this moment the token does not count. The shop writes none.
        var nbf: Int?
        /// No two tokens are the same.
        var jti: String

        func verify(using algorithm: some JWTAlgorithm) throws {
            try ExpirationClaim(value: Date(timeIntervalSince1970: TimeInterval(self.exp))).verifyNotExpired()
            if let nbf { try NotBeforeClaim(value: Date(timeIntervalSince1970: TimeInterval(nbf))).verifyNotBefore() }
        }
    }
}
