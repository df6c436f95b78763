import BSON
public import FoundationEssentials
import JWTKit
public import Schemas

/// The algorithms that sign tokens with the shop's secret.
public enum TokenAlgorithm: String, SchemaEnum {
    case hs256 = "HS256"
    case hs384 = "HS384"
    case hs512 = "HS512"
}

/// Signs and checks the JSON Web Tokens (RFC 7519) that stand for a login.
struct TokenIssuer: Sendable {
    private let keys: JWTKeyCollection
    private let algorithm: TokenAlgorithm
    private let lifetime: TimeInterval
    private let verified = VerifiedTokens()

    init(secret: String, algorithm: TokenAlgorithm, lifetime: TimeInterval) async {
        // HMAC fills a short key up with zeros (RFC 2104); the library wants that done, up to a digest's size.
        let bytes = Array(secret.utf8)
        let key = HMACKey(from: bytes + Array(repeating: 0, count: max(0, 64 - bytes.count)))
        let digest: DigestAlgorithm =
            switch algorithm {
            case .hs256: .sha256
            case .hs384: .sha384
            case .hs512: .sha512
            }
        self.keys = await JWTKeyCollection().add(hmac: key, digestAlgorithm: digest)
        self.algorithm = algorithm
        self.lifetime = lifetime
    }

    func token(for user: User, now: Date = .now) async throws -> AccessToken {
        let claims = Claims(
            sub: user.id.hexString, role: user.role.rawValue, iat: Self.seconds(now),
            exp: Self.seconds(now.addingTimeInterval(self.lifetime)))
        return AccessToken(accessToken: try await self.keys.sign(claims))
    }

    /// The user that a token was issued to.
    ///
    /// - Returns: nil when it is malformed, expired, or signed by another key or algorithm.
    func subject(of token: String) async -> ObjectID? {
        if let login = self.verified.login(of: token) { return login.subject }
        guard self.namesOurAlgorithm(token),
            let claims = try? await self.keys.verify(token, as: Claims.self),
            let subject = ObjectID(claims.sub)
        else { return nil }
        self.verified.remember(VerifiedTokens.Login(subject: subject, expiry: claims.exp), of: token)
        return subject
    }

    /// The library checks the signature with the key's own algorithm whatever the header says; a header
    /// that says something else was not written here.
    private func namesOurAlgorithm(_ token: String) -> Bool {
        guard let first = token.split(separator: ".", maxSplits: 1).first,
            let header = Data(base64URLEncoded: String(first)),
            let node = try? JSONNode(json: [UInt8](header))
        else { return false }
        return node["alg"] == .string(self.algorithm.rawValue)
    }

    private static func seconds(_ date: Date) -> Int { Int(date.timeIntervalSince1970) }

    /// The claims, in whole seconds as other libraries write them.
    private struct Claims: JWTPayload {
        var sub: String
        var role: String
        var iat: Int
        var exp: Int

        func verify(using algorithm: some JWTAlgorithm) throws {
            try ExpirationClaim(value: Date(timeIntervalSince1970: TimeInterval(self.exp))).verifyNotExpired()
        }
    }
}

extension Data {
    /// Reads base64 with the alphabet for URLs and without padding (RFC 7515).
    fileprivate init?(base64URLEncoded text: String) {
        let standard = text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
        self.init(base64Encoded: String(standard) + padding)
    }
}
