import BSON
import Schemas

/// Builds the bytes of documents by hand, right or wrong.
enum Bytes {
    static func int32(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
    static func int64(_ value: Int64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
    static func cString(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }
    static func text(_ text: String) -> [UInt8] { Self.text(Array(text.utf8)) }
    static func text(_ bytes: [UInt8]) -> [UInt8] { Self.int32(bytes.count + 1) + bytes + [0] }
    static func element(_ tag: UInt8, _ key: String, _ value: [UInt8] = []) -> [UInt8] {
        [tag] + Self.cString(key) + value
    }

    static func document(_ elements: [UInt8]...) -> [UInt8] {
        let body = elements.flatMap { $0 }
        return Self.int32(body.count + 5) + body + [0]
    }

    /// A well-formed value of every type, in the order of their tags.
    static let everyType: [(tag: UInt8, value: [UInt8])] = [
        (0x01, [0, 0, 0, 0, 0, 0, 0xF8, 0x3F]), (0x02, Self.text("text")),
        (0x03, Self.document(Self.element(0x10, "a", Self.int32(1)))),
        (0x04, Self.document(Self.element(0x08, "0", [1]))), (0x05, Self.int32(3) + [0x80, 1, 2, 3]), (0x06, []),
        (0x07, Array(1...12)),
        (0x08, [1]), (0x09, Self.int64(1_729_506_600_123)), (0x0A, []), (0x0B, Self.cString("^a") + Self.cString("i")),
        (0x0C, Self.text("c") + Array(1...12)), (0x0D, Self.text("f()")), (0x0E, Self.text("sym")),
        (0x0F, Self.int32(4 + 8 + 5) + Self.text("g()") + Self.document()), (0x10, Self.int32(-5)),
        (0x11, Self.int32(7) + Self.int32(9)),
        (0x12, Self.int64(1 << 40)), (0x13, Self.int64(1999) + Self.int64(Int64(6174) << 49)), (0x7F, []), (0xFF, []),
    ]

    /// One document with every type under the names `t0`, `t1`, and so on.
    static var allTypes: [UInt8] {
        let elements = Self.everyType.enumerated().flatMap { Self.element($1.tag, "t\($0)", $1.value) }
        return Self.int32(elements.count + 5) + elements + [0]
    }
}

/// Reads a document into a model, from bytes whose neighbours are not theirs.
func decode<Value: SchemaValue>(_ type: Value.Type, _ bytes: [UInt8]) throws(ValidationError) -> Value {
    // An allocation of its own for exactly these bytes lets the address sanitizer see every step outside.
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { copy.deallocate() }
    copy.copyBytes(from: bytes)
    return try Value(bson: UnsafeRawBufferPointer(copy))
}

/// What is wrong with a document, as `path code`, or nothing.
func problems<Value: SchemaValue>(_ type: Value.Type, _ bytes: [UInt8]) -> [String] {
    do throws(ValidationError) {
        _ = try decode(type, bytes)
        return []
    } catch {
        return error.violations.map { "\($0.path.map(\.description).joined(separator: ".")) \($0.code)" }
    }
}

extension BSONDocument {
    /// A document as a dictionary literal writes it.
    init(_ literal: BSONDocument) { self = literal }

    var array: [UInt8] { self.withBytes { Array($0) } }
}
