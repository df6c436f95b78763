import BSON
import FoundationEssentials
import Schemas
import Testing

@Suite("Binary data and regular expressions stay as they were stored")
struct BinaryAndRegexTests {
    /// The old generic subtype has a second length in front of the data.
    private static func oldBinary(_ inner: Int, _ bytes: [UInt8]) -> [UInt8] {
        Bytes.document(Bytes.element(0x05, "v", Bytes.int32(bytes.count + 4) + [2] + Bytes.int32(inner) + bytes))
    }

    @Test("subtype 2 is the same after it was read and written many times", arguments: [[], [7], [1, 2, 3, 4, 5]])
    func oldSubtype(_ bytes: [UInt8]) throws {
        let stored = Self.oldBinary(bytes.count, bytes)
        var document = try BSONDocument(bytes: stored)
        for _ in 0..<3 {
            #expect(document["v"] == .binary(bytes, subtype: 2))
            document = BSONDocument(document.fields.map { ($0.key, $0.value) })
            #expect(document.array == stored)
        }
    }

    @Test("the second length is no part of the data")
    func oldSubtypeAsBytes() throws {
        let reader = try BSONDocument(bytes: Self.oldBinary(3, [1, 2, 3]))
        #expect(try reader.decoded(as: Blob.self).value == Data([1, 2, 3]))
    }

    @Test("a second length that is not that of the data is refused", arguments: [-1, 0, 2, 4, 7, Int(Int32.max)])
    func wrongInnerLength(_ inner: Int) {
        #expect(throws: ValidationError.self) { try BSONDocument(bytes: Self.oldBinary(inner, [1, 2, 3])) }
        #expect(problems(Blob.self, Self.oldBinary(inner, [1, 2, 3])) == ["16 bson_corrupt"])
    }

    @Test("data that is too short for its second length is refused", arguments: 0...3)
    func noInnerLength(_ count: Int) {
        let bytes = Bytes.document(
            Bytes.element(0x05, "v", Bytes.int32(count) + [2] + [UInt8](repeating: 0, count: count)))
        #expect(throws: ValidationError.self) { try BSONDocument(bytes: bytes) }
    }

    @Test(
        "options of a regular expression that are unknown are kept", arguments: ["", "i", "g", "zyx", "imxsimxs", "é"])
    func options(_ options: String) throws {
        let stored = Bytes.document(
            Bytes.element(0x0B, "v", Bytes.cString("^a") + Bytes.cString(options)), Bytes.element(0x08, "w", [1]))
        let document = try BSONDocument(bytes: stored)
        #expect(document["v"] == .regex(pattern: "^a", options: options))
        #expect(BSONDocument(document.fields.map { ($0.key, $0.value) }).array == stored)
    }

    @Test("a regular expression can be an element of an array and a part of an object")
    func nestedRegex() throws {
        let document: BSONDocument = [
            "a": [.regex(pattern: "x", options: "g"), .regex(pattern: "y", options: "")],
            "b": ["c": .regex(pattern: "z", options: "i"), "d": 1],
        ]
        #expect(try BSONDocument(bytes: document.array) == document)
        #expect(document["a"]?.arrayValue?.last == .regex(pattern: "y", options: ""))
        #expect(document["b"]?.documentValue?["d"] == 1)
    }
}

private struct Blob: SchemaObject {
    var value: Data

    static let schema = Schema(Blob.init) { Field("v", \.value) }
}
