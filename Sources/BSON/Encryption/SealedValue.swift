import Crypto
import FoundationEssentials
import Schemas

/// An encrypted value as it is stored: binary data of a subtype of its own.
///
/// | bytes | what |
/// |---|---|
/// | 1 | the version of this form, 1 |
/// | 4 | the identifier of the key |
/// | 12 | the nonce |
/// | any | the encrypted document with the value under an empty key |
/// | 16 | the tag, which also vouches for the version, the key and the place |
enum SealedValue {
    /// The first of those that BSON leaves to its users.
    static let subtype: UInt8 = 0x80
    static let version: UInt8 = 1
    private static let headSize = 1 + EncryptionKeyID.size
    private static let nonceSize = 12
    private static let tagSize = 16

    /// Encrypts a document with the current key.
    static func seal(_ document: UnsafeRawBufferPointer, at place: [UInt8], with keys: EncryptionKeys) -> [UInt8] {
        let head = [self.version] + keys.current.id.bytes
        do {
            let box = try AES.GCM.seal(document, using: keys.current.key, authenticating: head + place)
            return head + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
        } catch {
            // The length of the key is the only thing that can be wrong.
            preconditionFailure("AES-GCM takes a key of 32 bytes")
        }
    }

    /// The key that a value is encrypted with; nil for what was not made here.
    static func keyID(of bytes: UnsafeRawBufferPointer) -> EncryptionKeyID? {
        guard bytes.count >= self.headSize + self.nonceSize + self.tagSize, bytes[0] == self.version else {
            return nil
        }
        return EncryptionKeyID(UnsafeRawBufferPointer(rebasing: bytes[1..<self.headSize]))
    }

    /// Decrypts a document.
    static func open(
        _ bytes: UnsafeRawBufferPointer, at place: [UInt8], with keys: EncryptionKeys?
    ) throws(Unopened) -> [UInt8] {
        guard let id = self.keyID(of: bytes) else { throw .malformed }
        guard let keys else { throw .withoutKeys(id) }
        // Identifiers are short: two keys may have the same.
        let candidates = ([keys.current] + keys.previous).filter { $0.id == id }
        guard !candidates.isEmpty else { throw .unknownKey(id) }
        let sealed = bytes[self.headSize...]
        for candidate in candidates {
            if let box = try? AES.GCM.SealedBox(combined: sealed),
                let document = try? AES.GCM.open(
                    box, using: candidate.key, authenticating: Array(bytes[..<self.headSize]) + place)
            {
                return Array(document)
            }
        }
        throw .refused(id)
    }

    /// Why a value can't be read.
    enum Unopened: Error {
        case malformed
        case withoutKeys(EncryptionKeyID)
        case unknownKey(EncryptionKeyID)
        case refused(EncryptionKeyID)

        var violation: Violation {
            switch self {
            case .malformed:
                Violation(
                    code: "encrypted_malformed", message: "The encrypted value is cut short, or of an unknown version")
            case .withoutKeys(let id):
                Violation(
                    code: "encrypted_without_keys",
                    message: "The value is encrypted with the key \(id), and no keys are at hand")
            case .unknownKey(let id):
                Violation(
                    code: "encrypted_unknown_key",
                    message: "The value is encrypted with the key \(id), which is none of those at hand")
            case .refused(let id):
                Violation(
                    code: "encrypted_refused",
                    message: "The value, encrypted with the key \(id), was changed or belongs to another place")
            }
        }
    }
}
