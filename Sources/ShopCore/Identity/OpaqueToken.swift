import Crypto
package import FoundationEssentials

/// Secrets that say nothing and stand for what is stored under their hash, so that reading the database gives nobody any.
package enum OpaqueToken {
    /// A new one: 32 random bytes.
    package static func random() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64URLEncoded
    }

    /// Its SHA-256.
    package static func hash(_ token: String) -> Data { Data(SHA256.hash(data: Data(token.utf8))) }
}
