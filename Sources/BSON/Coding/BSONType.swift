/// The tag of an element's type (bsonspec.org, version 1.1).
///
/// A struct and not an enumeration: a tag from outside is kept as it is, and is refused where a value of that type can't
/// be read.
struct BSONType: Hashable {
    let rawValue: UInt8

    static let double = BSONType(rawValue: 0x01)
    static let string = BSONType(rawValue: 0x02)
    static let document = BSONType(rawValue: 0x03)
    static let array = BSONType(rawValue: 0x04)
    static let binary = BSONType(rawValue: 0x05)
    static let undefined = BSONType(rawValue: 0x06)
    static let objectID = BSONType(rawValue: 0x07)
    static let bool = BSONType(rawValue: 0x08)
    static let date = BSONType(rawValue: 0x09)
    static let null = BSONType(rawValue: 0x0A)
    static let regex = BSONType(rawValue: 0x0B)
    static let dbPointer = BSONType(rawValue: 0x0C)
    static let code = BSONType(rawValue: 0x0D)
    static let symbol = BSONType(rawValue: 0x0E)
    static let codeWithScope = BSONType(rawValue: 0x0F)
    static let int32 = BSONType(rawValue: 0x10)
    static let timestamp = BSONType(rawValue: 0x11)
    static let int64 = BSONType(rawValue: 0x12)
    static let decimal128 = BSONType(rawValue: 0x13)
    static let maxKey = BSONType(rawValue: 0x7F)
    static let minKey = BSONType(rawValue: 0xFF)
}

extension BSONType: CustomStringConvertible {
    private static let names = [
        "a missing value", "double", "string", "document", "array", "binary", "undefined", "objectID", "bool", "date",
        "null", "regex", "dbPointer", "code", "symbol", "codeWithScope", "int32", "timestamp", "int64", "decimal128",
    ]

    var description: String {
        switch self {
        case .minKey: "minKey"
        case .maxKey: "maxKey"
        default: Int(self.rawValue) < Self.names.count ? Self.names[Int(self.rawValue)] : "an unknown type"
        }
    }
}

/// What binary data holds (bsonspec.org, version 1.1).
enum BSONSubtype {
    static let generic: UInt8 = 0
    /// The old form of generic data, with a second length in front of the bytes.
    static let oldGeneric: UInt8 = 2
    static let uuid: UInt8 = 4
}
