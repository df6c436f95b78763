import BSON
import Crypto
import FoundationEssentials

/// The secrets by which the shop's pages show that it was they who had a browser send a session's cookie.
///
/// A session has one for as long as it lasts, which follows from its identifier and the secret that signs tokens: nothing is
/// stored, and every instance knows it.
struct CSRFTokens: Sendable {
    /// The present one first.
    private let keys: [SymmetricKey]

    init(_ settings: TokenSettings) {
        self.keys = settings.keys(for: "bodega csrf tokens")
    }

    func token(of session: ObjectID) -> String {
        Data(HMAC<SHA256>.authenticationCode(for: Self.bytes(of: session), using: self.keys[0])).base64URLEncoded
    }

    /// Whether a text is a session's, made with any of the secrets. The time it takes does not tell how much of it is right.
    func isToken(_ text: String, of session: ObjectID) -> Bool {
        guard let code = Data(base64URLEncoded: text) else { return false }
        return self.keys.contains { key in
            HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Self.bytes(of: session), using: key)
        }
    }

    private static func bytes(of session: ObjectID) -> Data { Data(session.hexString.utf8) }
}
