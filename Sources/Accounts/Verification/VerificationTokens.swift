import BSON
import Crypto
import FoundationEssentials
import JWTKit

/// The tokens in the links that verify addresses: signed, so that none needs to be stored, and with a key that signs nothing
/// else, so that none is taken for an access token.
struct VerificationTokens: Sendable {
    /// How long a link is good, in seconds.
    static let lifetime: TimeInterval = 24 * 3600

    private let keys: JWTKeyCollection
    private let present: JWKIdentifier

    init(_ settings: TokenSettings) async {
        let keys = settings.keys(for: "bodega links that verify addresses").enumerated().map { index, key in
            (JWKIdentifier(string: String(index)), HMACKey(from: key.withUnsafeBytes { Data($0) }))
        }
        self.present = keys[0].0
        self.keys = JWTKeyCollection()
        for (id, key) in keys { await self.keys.add(hmac: key, digestAlgorithm: .sha256, kid: id) }
    }

    /// The token for a user. For the same moment it is the same one.
    func token(for user: ObjectID, since instant: Date) async throws -> String {
        let expiry = Int(instant.timeIntervalSince1970 + Self.lifetime)
        return try await self.keys.sign(Claims(sub: user.hexString, exp: expiry), kid: self.present)
    }

    /// Whose address a token verifies; nil when it is malformed or has expired.
    func user(of token: String) async -> ObjectID? {
        // It has been signed by one of the keys, whatever name that had then.
        guard let claims = try? await self.keys.verify(token, as: Claims.self, iteratingKeys: true) else { return nil }
        return ObjectID(claims.sub)
    }

    private struct Claims: JWTPayload {
        var sub: String
        var exp: Int

        func verify(using algorithm: some JWTAlgorithm) throws {
            try ExpirationClaim(value: Date(timeIntervalSince1970: TimeInterval(self.exp))).verifyNotExpired()
        }
    }
}
