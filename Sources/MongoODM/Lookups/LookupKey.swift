import BSON
import CMongoC
import Schemas

/// A value by which a document can be told from others, so that two equal ones are equal to MongoDB as well.
enum LookupKey: Hashable, Sendable {
    case objectID(ObjectID)
    /// In UTF-8: MongoDB, unlike Swift, takes two spellings of one letter for two.
    case text([UInt8])
    /// Of any numeric type.
    case integer(Int)

    /// - Returns: nil for values of other types.
    init?(_ value: BSONValue) {
        switch value {
        case .objectID(let id): self = .objectID(id)
        case .string(let text): self = .text(Array(text.utf8))
        case .int32, .int64, .double:
            guard let integer = value.intValue else { return nil }
            self = .integer(integer)
        default: return nil
        }
    }

    /// The key of a document; nil if it has none.
    init?(of document: UnsafeRawBufferPointer, _ field: String) {
        let reader = BSONReader(document)
        do throws(Rejected) {
            try reader.beginObject()
            while let name = try reader.nextField() {
                if name.elementsEqual(field.utf8) {
                    self.init(try BSONValue.read(from: reader))
                    return
                }
                try reader.skipValue()
            }
        } catch {}
        return nil
    }

    /// The keys that a query's value stands for; nil when one is of another type.
    ///
    /// - Parameter isList: whether it is a list of values, and not one that may be a list itself.
    static func keys(in value: any SchemaValue, isList: Bool) -> [LookupKey]? {
        let document = BSONDocument { $0.write(value, under: "") }
        guard document.encodingError == nil, let value = document.fields.first?.value else { return nil }
        guard isList, let list = value.arrayValue else { return LookupKey(value).map { [$0] } }
        let keys = list.compactMap { LookupKey($0) }
        return keys.count == list.count ? keys : nil
    }

    /// Whether it is greater than an empty text, as an index of texts alone may demand.
    var isText: Bool {
        guard case .text(let bytes) = self else { return false }
        return !bytes.isEmpty
    }

    /// As it is sent to the server.
    var value: BSONValue {
        switch self {
        case .objectID(let id): .objectID(id)
        case .text(let bytes): .string(String(decoding: bytes, as: UTF8.self))
        case .integer(let integer): BSONValue(integerLiteral: Int64(integer))
        }
    }
}
