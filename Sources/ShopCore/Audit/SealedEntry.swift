import BSON
import Crypto
import FoundationEssentials

/// A stored entry as seals see it: what never changes, and the parts that may be erased.
struct SealedEntry {
    let id: BSONValue
    /// What never changes, as it is stored.
    private let lasting: BSONDocument
    /// The name and the address of who did it; nil where neither is there.
    private let author: BSONDocument?
    /// What was written about people; nil where nothing was.
    private let text: BSONDocument?
    private let authorSeal: SealedPart?
    private let textSeal: SealedPart?

    init(_ stored: BSONDocument) {
        var (lasting, author) = (stored, [(String, BSONValue)]())
        for name in ["name", "address"] {
            let value = lasting.remove(["author", name])
            if let value, value != .null, value != .string("") { author.append((name, value)) }
        }
        let text = lasting.remove(AuditTrail.textPath)
        for name in ["seal", "author_seal", "text_seal"] { _ = lasting.remove([name]) }
        self.id = stored["_id"] ?? .null
        self.lasting = lasting
        self.author = author.isEmpty ? nil : BSONDocument(author)
        if let text, text != .null { self.text = ["text": text] } else { self.text = nil }
        self.authorSeal = Self.part(stored["author_seal"])
        self.textSeal = Self.part(stored["text_seal"])
    }

    private static func part(_ value: BSONValue?) -> SealedPart? {
        value?.documentValue.flatMap { try? $0.decoded(as: SealedPart.self) }
    }

    /// What seals its parts from now on.
    func newParts() -> (author: SealedPart?, text: SealedPart?) { (SealedPart(self.author), SealedPart(self.text)) }

    /// What seals its parts.
    var parts: (author: SealedPart?, text: SealedPart?) { (self.authorSeal, self.textSeal) }

    /// Whether its parts are what they were, or erased.
    var isSound: Bool {
        SealedPart.isSound(self.authorSeal, self.author) && SealedPart.isSound(self.textSeal, self.text)
    }

    /// Adds what never changes, and the hashes of what may be erased.
    func add(to hash: inout SHA256, _ parts: (author: SealedPart?, text: SealedPart?)) {
        var own = SHA256()
        self.lasting.withBytes { own.update(bufferPointer: $0) }
        let line = [own.finalize().hexadecimal, parts.author?.hash ?? "", parts.text?.hash ?? ""]
        hash.update(data: Array((line.joined(separator: " ") + "\n").utf8))
    }
}

extension BSONDocument {
    /// Takes a field out.
    ///
    /// - Returns: what it was; nil if it was not there.
    fileprivate mutating func remove(_ path: [String]) -> BSONValue? {
        guard let name = path.first, self[name] != nil else { return nil }
        var removed: BSONValue?
        let fields = self.fields.compactMap { key, value -> (String, BSONValue)? in
            guard key == name else { return (key, value) }
            if path.count == 1 {
                removed = value
                return nil
            }
            guard var inner = value.documentValue else { return (key, value) }
            removed = inner.remove(Array(path.dropFirst()))
            return (key, .document(inner))
        }
        self = BSONDocument(fields)
        return removed
    }
}
