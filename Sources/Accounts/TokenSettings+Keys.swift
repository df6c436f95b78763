import Crypto
import FoundationEssentials

extension TokenSettings {
    /// Keys that follow from the secrets by HKDF-SHA-256 (RFC 5869): that of the present one first, then that of the one
    /// of before, if there is one.
    ///
    /// - Parameter purpose: no two purposes have the same keys.
    func keys(for purpose: String) -> [SymmetricKey] {
        ([self.secret] + (self.previousSecret.map { [$0] } ?? [])).map { secret in
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: Data(secret.utf8)), info: Data(purpose.utf8), outputByteCount: 32)
        }
    }
}
