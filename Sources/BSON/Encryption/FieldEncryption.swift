package import Schemas

/// What the encrypted fields of a collection's documents are written and read with.
@usableFromInline
package final class FieldEncryption: Sendable {
    package let keys: EncryptionKeys
    package let collection: String

    package init(_ keys: EncryptionKeys, collection: String) {
        self.keys = keys
        self.collection = collection
    }

    /// What a value belongs to, which its tag vouches for: it can be read nowhere else.
    ///
    /// - Parameters:
    ///   - path: the names of the fields that lead to it, with dots.
    ///   - id: the document's `_id`, as ``StoredID`` has it.
    func place(_ path: [UInt8], _ id: StoredID) -> [UInt8] {
        var place: [UInt8] = []
        for part in [Array(self.collection.utf8), path, id.bytes] {
            // With its length in front, no part can reach into the next.
            place += withUnsafeBytes(of: UInt32(part.count).littleEndian) { Array($0) }
            place += part
        }
        return place
    }

    /// The names of the fields on a way, as documents, updates and queries of one field agree about them: without the
    /// operators of updates and the indexes of arrays.
    ///
    /// - Parameter names: those of the way, each of which may be several with dots.
    static func path(_ names: [UnsafeRawBufferPointer]) -> [UInt8] {
        let dot = UInt8(ascii: ".")
        let steps = names.flatMap { $0.split(separator: dot) }.filter { $0.first != UInt8(ascii: "$") }
        return Array(steps.joined(separator: [dot]))
    }
}

/// The `_id` of a document: a type and the bytes of a value. Of numbers there is one form, as for MongoDB.
package struct StoredID: Hashable, Sendable {
    let bytes: [UInt8]

    /// - Returns: nil for a value that can't be encoded.
    package init?(_ id: any SchemaValue) {
        let writer = BSONWriter()
        id.write(to: writer)
        let document = writer.finish()
        // The length, the type, an empty key, the value, the document's end.
        guard document.encodingError == nil, document.count > 6 else { return nil }
        self = document.withBytes { bytes in
            StoredID(BSONType(rawValue: bytes[4]), UnsafeRawBufferPointer(rebasing: bytes[6..<(bytes.count - 1)]))
        }
    }

    init(_ type: BSONType, _ value: UnsafeRawBufferPointer) {
        let integer: Int64? =
            switch type {
            case .int32: Int64(Int32(littleEndian: value.loadUnaligned(as: Int32.self)))
            case .int64: Int64(littleEndian: value.loadUnaligned(as: Int64.self))
            case .double:
                Int64(exactly: Double(bitPattern: UInt64(littleEndian: value.loadUnaligned(as: UInt64.self))))
            default: nil
            }
        if let integer {
            self.bytes = [BSONType.int64.rawValue] + withUnsafeBytes(of: integer.littleEndian) { Array($0) }
        } else {
            self.bytes = [type.rawValue] + Array(value)
        }
    }
}
