import BSON
import Crypto
import FoundationEssentials
public import Schemas

/// What a seal knows of something personal in an entry: a hash of a random salt and of what stands there. When what stands there is
/// erased, the salt goes with it: nobody can tell by the hash what it was, and the seal above it stays as it is.
public struct SealedPart: SchemaObject, Hashable {
    var hash: String
    /// Nil once the part was erased.
    var salt: String?

    public static let schema = Schema(SealedPart.init) {
        Field("hash", \.hash)
        Field("salt", \.salt)
    }
}

extension SealedPart {
    /// - Parameter content: nil for nothing, of which there is nothing to know.
    init?(_ content: BSONDocument?) {
        guard let content else { return nil }
        let salt = OpaqueToken.random()
        self.init(hash: Self.hash(content, salt), salt: salt)
    }

    /// Whether a part is what it was when it was sealed, or was erased since.
    static func isSound(_ part: SealedPart?, _ content: BSONDocument?) -> Bool {
        switch (part?.salt, content) {
        case (nil, nil): true
        case (let salt?, let content?): part?.hash == Self.hash(content, salt)
        case (nil, _?), (_?, nil): false
        }
    }

    private static func hash(_ content: BSONDocument, _ salt: String) -> String {
        var hash = SHA256()
        hash.update(data: Array(salt.utf8))
        content.withBytes { hash.update(bufferPointer: $0) }
        return hash.finalize().hexadecimal
    }
}
