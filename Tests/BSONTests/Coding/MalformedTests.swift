import BSON
import FoundationEssentials
import Schemas
import TestSupport
import Testing

@Suite("Bytes that are no BSON")
struct MalformedTests {
    private static let name = Bytes.element(0x02, "name", Bytes.text("a"))
    private static let qty = Bytes.element(0x10, "qty", Bytes.int32(1))

    @Test(
        "are one violation",
        arguments: [
            ("nothing", []), ("less than a length", [5, 0, 0]), ("a length alone", [4, 0, 0, 0]),
            ("no closing NUL", [5, 0, 0, 0, 1]),
            ("a length too small", [4, 0, 0, 0, 0]), ("a negative length", [255, 255, 255, 255, 0]),
            ("a length too large", [6, 0, 0, 0, 0]),
            ("the largest length", [255, 255, 255, 127, 0]), ("bytes behind the end", [5, 0, 0, 0, 0, 0]),
            ("an end before the end", Bytes.int32(6) + [0, 0]),
            ("a key without NUL", Bytes.int32(8) + [0x10, 0x61, 0x61, 0x61]),
            ("an unknown tag", Bytes.document(Bytes.element(0x14, "a", Bytes.int32(1)))),
            ("a string of no length", Bytes.document(Bytes.element(0x02, "name", Bytes.int32(0) + [0]))),
            ("a string of negative length", Bytes.document(Bytes.element(0x02, "name", Bytes.int32(-1) + [0]))),
            ("a string without NUL", Bytes.document(Bytes.element(0x02, "name", Bytes.int32(1) + [0x61]))),
            (
                "a string longer than the document",
                Bytes.document(Bytes.element(0x02, "name", Bytes.int32(9) + [0x61, 0]))
            ),
            ("the longest string", Bytes.document(Bytes.element(0x02, "name", Bytes.int32(0x7FFF_FFFF) + [0x61, 0]))),
            ("a binary of negative length", Bytes.document(Bytes.element(0x05, "x", Bytes.int32(-1) + [0]))),
            ("a binary longer than the document", Bytes.document(Bytes.element(0x05, "x", Bytes.int32(2) + [0, 1]))),
            ("a document of negative length", Bytes.document(Bytes.element(0x03, "x", Bytes.int32(-5) + [0]))),
            ("a document longer than its parent", Bytes.document(Bytes.element(0x03, "x", Bytes.int32(7) + [0]))),
            ("a document of length four", Bytes.document(Bytes.element(0x03, "x", Bytes.int32(4)))),
            ("a code with scope of no length", Bytes.document(Bytes.element(0x0F, "x", Bytes.int32(0)))),
            ("a regex without NUL", Bytes.int32(9) + [0x0B, 0x78, 0, 0x61, 0]),
            ("half an integer", Bytes.document(Bytes.element(0x12, "x", Bytes.int32(1)))),
            ("half a decimal", Bytes.document(Bytes.element(0x13, "x", Bytes.int64(1)))),
            ("a short identifier", Bytes.document(Bytes.element(0x07, "x", Array(1...11)))),
            ("a boolean of two", Bytes.document(Bytes.element(0x08, "x", [2]))),
        ] as [(String, [UInt8])])
    func table(_ name: String, _ bytes: [UInt8]) {
        let found = problems(BSONValue.self, bytes) + problems(Line.self, bytes)
        #expect(found.contains { $0.hasSuffix("bson_corrupt") } || name == "a boolean of two", "\(found)")
        #expect(throws: ValidationError.self) { try BSONDocument(bytes: bytes) }
        if name != "a boolean of two" { #expect(problems(Line.self, bytes).count == 1) }
    }

    @Test("the same inside of fields that are read, at the place in the bytes and nothing else")
    func inFields() {
        let bytes = Bytes.document(Self.name, Bytes.element(0x02, "qty", Bytes.int32(99) + [0]))
        #expect(problems(Line.self, bytes).map { $0.hasSuffix("bson_corrupt") } == [true])
        #expect(
            problems(Box<Bool>.self, Bytes.document(Bytes.element(0x08, "v", [2]))).map { $0.hasSuffix("bson_corrupt") }
                == [true])
        let nested = Bytes.document(
            Bytes.element(0x04, "v", Bytes.document(Bytes.element(0x03, "0", Bytes.document(Self.name, [0x02, 0x61])))))
        #expect(problems(Box<[Line]>.self, nested).map { $0.hasSuffix("bson_corrupt") } == [true])
    }

    @Test("damage in fields that a model does not know is found by the check of bytes from outside")
    func deepCheck() throws {
        let broken = Bytes.document(
            Bytes.element(0x03, "a", Bytes.document(Bytes.element(0x04, "b", Bytes.document([0x02, 0x30, 0])))))
        #expect(throws: ValidationError.self) { try BSONDocument(bytes: broken) }
        let scope = Bytes.document(
            Bytes.element(0x0F, "x", Bytes.int32(18) + Bytes.text("g()") + Bytes.document() + [0]))
        #expect(throws: ValidationError.self) { try BSONDocument(bytes: scope) }
        #expect(try BSONDocument(bytes: Bytes.allTypes).array == Bytes.allTypes)
    }

    @Test("a document cut off anywhere, with its old length and with the right one")
    func truncated() {
        for whole in [BSONDocument(Everything.sample).array, Bytes.allTypes] {
            for end in 0..<whole.count {
                let cut = Array(whole[..<end])
                for bytes in end < 4 ? [cut] : [cut, Bytes.int32(end) + cut[4...]] {
                    #expect(!problems(Everything.self, bytes).isEmpty)
                    #expect(throws: ValidationError.self) { try BSONDocument(bytes: bytes) }
                }
            }
        }
    }

    @Test("nesting ends at a limit, however the bytes are read")
    func nesting() {
        func nested(_ depth: Int, _ tag: UInt8, _ key: String) -> [UInt8] {
            // Built from the outside in: lengths are known beforehand.
            let size = 5 + 1 + key.utf8.count + 1
            var bytes: [UInt8] = []
            for level in 0..<depth { bytes += Bytes.int32(5 + (depth - level) * (size)) + Bytes.element(tag, key) }
            bytes += Bytes.document()
            return bytes + Array(repeating: 0, count: depth)
        }
        for depth in [200, 100_000] {
            for tag: UInt8 in [0x03, 0x04] {
                let bytes = nested(depth, tag, "n")
                #expect(throws: ValidationError.self) { try BSONDocument(bytes: bytes) }
                #expect(!problems(Nested.self, bytes).isEmpty)
                #expect((try? decode(BSONValue.self, bytes)) != nil || tag == 0x04)
                #expect(problems(Line.self, bytes) == ["name missing", "qty missing"])
            }
        }
        #expect((try? BSONDocument(bytes: nested(BSONReader.maximumDepth - 1, 0x03, "n"))) != nil)
        #expect((try? BSONDocument(bytes: nested(BSONReader.maximumDepth, 0x03, "n"))) == nil)
    }

    @Test("a key that is no UTF-8")
    func badKey() {
        let bytes = Bytes.document([0x10, 0xFF, 0xFE, 0] + Bytes.int32(1))
        #expect(throws: ValidationError.self) { try BSONDocument(bytes: bytes) }
        #expect(problems(Line.self, bytes) == ["name missing", "qty missing"])
    }

    @Test("a field's name spread over the end of a document is not read")
    func nameAcrossEnd() {
        // The inner document is empty; behind its NUL stands what would be the key that is expected next.
        let inner = Bytes.document()
        let bytes = Bytes.document(Bytes.element(0x03, "v", inner), Self.name, Self.qty)
        #expect(problems(Box<Line>.self, bytes) == ["v.name missing", "v.qty missing"])
    }

    @Test("arbitrary damage is an error or another value, never more")
    func fuzz() {
        var random = SeededRandom(seed: 11)
        let samples = [BSONDocument(Everything.sample).array, Bytes.allTypes, BSONDocument(Nested(depth: 10)).array]
        var accepted = 0
        for round in 0..<12_000 {
            var bytes = samples[round % samples.count]
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[place] = [0, 1, 2, 3, 4, 5, 0x7F, 0x80, 0xFF].randomElement(using: &random)!
                case 2: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...20, using: &random), at: place)
                }
            }
            if round.isMultiple(of: 2), bytes.count >= 4 {
                bytes.replaceSubrange(0..<4, with: Bytes.int32(bytes.count))
            }
            _ = try? decode(Everything.self, bytes)
            _ = try? decode(Nested.self, bytes)
            _ = try? decode(BSONValue.self, bytes)
            if let document = try? BSONDocument(bytes: bytes) {
                accepted += 1
                // What was taken in can be looked at in every way, and libbson sees the same number of fields.
                let fields = document.fields
                #expect(BSONDocument(fields.map { ($0.key, $0.value) }).fields.count == fields.count)
                _ = document.extendedJSON
                _ = BSONValue.document(document).json()
            }
        }
        #expect(accepted > 100)
    }

    @Test("noise")
    func noise() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<5000 {
            let count = Int.random(in: 0...64, using: &random)
            var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            if count >= 5 { bytes.replaceSubrange(0..<4, with: Bytes.int32(count)) }
            #expect(!problems(Everything.self, bytes).isEmpty)
            _ = try? BSONDocument(bytes: bytes)
        }
    }
}
