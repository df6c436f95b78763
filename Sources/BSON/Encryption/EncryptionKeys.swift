import Crypto
import FoundationEssentials

/// The keys of fields that are stored encrypted: one to write with, and those of before to read with.
///
/// Each follows from a secret text by HKDF-SHA-256, and is known by an identifier that follows from it, too, and tells
/// nothing of it. A value is encrypted by AES-256-GCM with a nonce of its own, drawn at random.
public struct EncryptionKeys: Sendable {
    /// A key and what it is called.
    struct Key: Sendable {
        let id: EncryptionKeyID
        let key: SymmetricKey

        init(secret: String) {
            let secret = SymmetricKey(data: Array(secret.utf8))
            func derived(_ purpose: String, _ count: Int) -> SymmetricKey {
                HKDF<SHA256>.deriveKey(
                    inputKeyMaterial: secret, info: Array("MongoODM field encryption 1: \(purpose)".utf8),
                    outputByteCount: count)
            }
            self.key = derived("key", 32)
            self.id = derived("identifier", EncryptionKeyID.size).withUnsafeBytes { EncryptionKeyID($0) }
        }
    }

    let current: Key
    let previous: [Key]

    /// - Parameters:
    ///   - secret: what the key follows from: at least 32 bytes that nobody can guess. It is no password: a short one is
    ///     found by trying.
    ///   - previous: the secrets of before, whose values can still be read.
    public init(secret: String, previous: [String] = []) {
        self.current = Key(secret: secret)
        self.previous = previous.map { Key(secret: $0) }
    }

    /// The key that writes.
    public var currentID: EncryptionKeyID { self.current.id }

    /// The keys that only read.
    public var previousIDs: [EncryptionKeyID] { self.previous.map(\.id) }
}

extension EncryptionKeys: CustomStringConvertible, CustomDebugStringConvertible {
    /// The identifiers.
    public var description: String {
        "EncryptionKeys(\(([self.currentID] + self.previousIDs).map(\.description).joined(separator: ", ")))"
    }

    public var debugDescription: String { self.description }
}

/// What a key is called, beside what it has encrypted and in messages.
public struct EncryptionKeyID: Hashable, Sendable, CustomStringConvertible {
    static let size = 4

    let number: UInt32

    /// Takes the first four of the bytes.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.number = UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))
    }

    var bytes: [UInt8] { withUnsafeBytes(of: self.number.bigEndian) { Array($0) } }

    /// Eight hex digits.
    public var description: String {
        let digits = String(self.number, radix: 16)
        return String(repeating: "0", count: 2 * Self.size - digits.count) + digits
    }
}
