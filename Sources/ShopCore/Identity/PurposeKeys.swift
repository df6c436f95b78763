package import Crypto
import FoundationEssentials

/// Keys for one purpose, which follow from the secrets of tokens by HKDF-SHA-256 (RFC 5869): that of the present one, and that of
/// the one of before, if there is one. What either has signed is believed.
package struct PurposeKeys: Sendable {
    /// The present one first.
    private let keys: [SymmetricKey]

    /// - Parameters:
    ///   - secrets: the present one first.
    ///   - purpose: no two purposes have the same keys.
    package init(_ secrets: [String], for purpose: String) {
        self.keys = secrets.map { secret in
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: Data(secret.utf8)), info: Data(purpose.utf8), outputByteCount: 32)
        }
    }

    /// The HMACs of a text under all keys, that of the present one first.
    package func codes(of text: String) -> [HMAC<SHA256>.MAC] {
        self.keys.map { HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: $0) }
    }

    /// The HMAC of a text, as text.
    package func signature(of text: String) -> String { Data(self.codes(of: text)[0]).base64URLEncoded }

    /// Whether a signature is a text's. The time it takes does not tell how much of it is right.
    package func isSignature(_ signature: some StringProtocol, of text: String) -> Bool {
        guard let code = Data(base64URLEncoded: String(signature)) else { return false }
        return self.codes(of: text).contains { $0 == code }
    }
}
