import Crypto
import JWTKit
import ShopCore

/// A secret that signs tokens, and the name by which tokens say that it did.
struct TokenKey: Sendable {
    let id: JWKIdentifier
    let key: HMACKey

    init(secret: String) {
        // HMAC fills a short key up with zeros (RFC 2104); the library wants that done, up to a digest's size.
        let bytes = Array(secret.utf8)
        let padded = bytes + Array(repeating: 0, count: max(0, 64 - bytes.count))
        self.key = HMACKey(from: padded)
        // Every instance finds the same name for a secret, and nobody the secret by its name.
        let digest = HMAC<SHA256>.authenticationCode(
            for: Array("the name of a key".utf8), using: SymmetricKey(data: padded))
        self.id = JWKIdentifier(string: digest.prefix(8).hexadecimal)
    }
}
