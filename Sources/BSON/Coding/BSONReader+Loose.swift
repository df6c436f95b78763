import CMongoC
package import Schemas

// Documents that no schema describes.
extension BSONReader {
    /// Copies the document at the position.
    func readDocument() throws(Rejected) -> BSONDocument {
        guard self.type == .document else {
            throw try self.mismatch(
                "model_attributes_type", "Input should be a valid dictionary or object to extract fields from")
        }
        let bytes = try self.documentBytes()
        guard let pointer = bson_new_from_data(bytes.baseAddress, bytes.count) else { throw self.corrupt() }
        return BSONDocument(owning: pointer)
    }

    /// The bytes of the document or array at the position, which live as long as the reader's.
    package func documentBytes() throws(Rejected) -> UnsafeRawBufferPointer {
        let start = self.position
        try self.skipValue()
        return UnsafeRawBufferPointer(rebasing: self.bytes[start..<self.position])
    }

    /// Walks through the document at the position, down to its leaves.
    func checkDocument() throws(Rejected) {
        if self.type == .array { try self.beginArray() } else { try self.beginObject() }
        while let key = try self.nextField() {
            guard String(validUTF8: key) != nil else { throw self.corrupt() }
            switch self.type {
            case .document, .array: try self.checkDocument()
            case .string, .symbol, .code: _ = try self.readText()
            case .bool: _ = try self.readBool()
            case .codeWithScope:
                let end = self.position + Int(try self.load(Int32.self))
                _ = try self.readText()
                self.type = .document
                try self.checkDocument()
                guard self.position == end else { throw self.corrupt() }
            default: try self.skipValue()
            }
        }
    }

    /// Reads whatever is at the position. Text that is not UTF-8 is repaired: a program that looks at a document
    /// without a schema wants to see it.
    func readAny() throws(Rejected) -> BSONValue {
        switch self.type {
        case .null, .undefined: return .null
        case .bool: return .bool(try self.readBool())
        case .int32: return .int32(try self.load(Int32.self))
        case .int64: return .int64(try self.load(Int64.self))
        case .double: return .double(try self.load(Double.self))
        case .decimal128: return .decimal128(try self.readDecimal128())
        case .string, .symbol, .code: return .string(String(decoding: try self.text(), as: UTF8.self))
        case .date: return .date(try self.readDate())
        case .objectID: return .objectID(try self.readObjectID())
        case .binary:
            let (bytes, subtype) = try self.binary()
            return .binary(Array(bytes), subtype: subtype)
        case .regex:
            let pattern = String(decoding: try self.cString(), as: UTF8.self)
            return .regex(pattern: pattern, options: String(decoding: try self.cString(), as: UTF8.self))
        case .timestamp:
            let increment = try self.load(UInt32.self)
            return .timestamp(seconds: try self.load(UInt32.self), increment: increment)
        case .array:
            var elements: [BSONValue] = []
            try self.beginArray()
            while try self.nextElement() { elements.append(try self.readAny()) }
            return .array(elements)
        case .document: return .document(try self.readDocument())
        case .minKey: return .minKey
        case .maxKey: return .maxKey
        case .dbPointer, .codeWithScope:
            // Withdrawn from the specification long ago; nothing writes them any more.
            try self.skipValue()
            return .null
        default: throw self.corrupt()
        }
    }
}
