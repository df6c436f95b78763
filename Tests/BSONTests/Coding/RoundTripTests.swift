import BSON
import FoundationEssentials
import Schemas
import TestSupport
import Testing

@Suite("BSON there and back")
struct RoundTripTests {
    @Test("a model of every type is what libbson reads")
    func libbsonView() throws {
        let document = BSONDocument(Everything.sample)
        #expect(
            document.canonicalExtendedJSON
                == #"{ "_id" : { "$oid" : "507f1f77bcf86cd799439011" }, "text" : "Cà phê \u0000 😀", "flag" : true, "#
                + #""small" : { "$numberInt" : "-2147483648" }, "number" : { "$numberLong" : "1099511627776" }, "#
                + #""ratio" : { "$numberDouble" : "-0.10000000000000000555" }, "price" : { "$numberDecimal" : "2999.98" }, "#
                + #""exact" : { "$numberDecimal" : "1E+3" }, "moment" : { "$date" : { "$numberLong" : "-1500" } }, "#
                + #""data" : { "$binary" : { "base64" : "AP8H", "subType" : "00" } }, "maybe" : null, "#
                + #""list" : [ { "$numberInt" : "1" }, { "$numberInt" : "2" }, { "$numberInt" : "3" } ], "#
                + #""lines" : [ { "name" : "a", "qty" : { "$numberInt" : "1" } }, { "name" : "", "qty" : { "$numberInt" : "2" } } ], "#
                + #""line" : { "name" : "z", "qty" : { "$numberInt" : "0" } }, "#
                + #""counts" : { "a" : { "$numberInt" : "1" }, "b" : { "$numberInt" : "2" } }, "kind" : "fancy", "#
                + #""any" : { "x" : [ { "$numberInt" : "1" }, { "$numberDouble" : "2.5" }, null, "y" ] }, "raw" : { "k" : true } }"#
        )
        #expect(document.encodingError == nil)
        #expect(try document.decoded(as: Everything.self) == .sample)
        #expect(try decode(Everything.self, document.array) == .sample)
        #expect(try BSONDocument(encoding: Everything.sample) == document)
    }

    @Test("aliases are JSON's alone")
    func aliases() {
        let document = BSONDocument(Everything.sample)
        #expect(document["id"] == nil)
        #expect(document["n"] == nil)
        #expect(String(decoding: Everything.sample.json(), as: UTF8.self).contains(#""id":"507f1f77bcf86cd799439011""#))
    }

    @Test("stored values are trusted: constraints do not apply")
    func noConstraints() throws {
        let line = Line(name: "z", qty: 0)
        #expect(try BSONDocument(line).decoded(as: Line.self) == line)
        #expect(throws: ValidationError.self) { try Line(json: line.json()) }
    }

    @Test("texts of every length, ASCII and not")
    func texts() throws {
        for length in 0...40 {
            for character in ["a", "é", "😀"] {
                let text = String(repeating: character, count: length)
                let document = BSONDocument(Box(value: text))
                #expect(document.array == Bytes.document(Bytes.element(0x02, "v", Bytes.text(text))))
                #expect(try decode(Box<String>.self, document.array).value == text)
            }
        }
    }

    @Test(
        "integers take 32 bits where they suffice",
        arguments: [0, 1, -1, Int(Int32.max), Int(Int32.min), Int(Int32.max) + 1, Int(Int32.min) - 1, .max, .min])
    func integers(_ value: Int) throws {
        let document = BSONDocument(Box(value: value))
        #expect(document.count == (Int32(exactly: value) == nil ? 16 : 12))
        #expect(try document.decoded(as: Box<Int>.self).value == value)
    }

    @Test(
        "doubles keep their bits",
        arguments: [0.0, -0.0, 1.5, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude])
    func doubles(_ value: Double) throws {
        let again = try BSONDocument(Box(value: value)).decoded(as: Box<Double>.self).value
        #expect(again.bitPattern == value.bitPattern)
    }

    @Test("moments keep their milliseconds, over all years and beyond")
    func dates() throws {
        var seconds = -100_000_000_000.0
        while seconds < 300_000_000_000 {
            let date = Date(timeIntervalSince1970: seconds)
            let again = try BSONDocument(Box(value: date)).decoded(as: Box<Date>.self).value
            #expect(abs(again.timeIntervalSince(date)) <= 0.000_6)
            #expect(try BSONDocument(Box(value: again)).decoded(as: Box<Date>.self).value == again)
            seconds += 777_777_777.777
        }
        #expect(BSONDocument(Box(value: Date(timeIntervalSince1970: 1e300)))["v"] != nil)
    }

    @Test("keys of every length, and long ones")
    func keys() throws {
        for length in Array(0...40) + [63, 64, 65, 255, 256, 257, 300, 5000] {
            let key = String(repeating: "k", count: length)
            let document = BSONDocument([(key, 1), ("z", 2)])
            #expect(document.encodingError == nil)
            #expect(document.fields.map(\.key) == [key, "z"])
            #expect(try decode([ExactText: Int].self, document.array) == [ExactText(key): 1, "z": 2])
        }
    }

    @Test("array indexes beyond the table of small numbers")
    func longArrays() throws {
        let numbers = Array(0..<1100)
        let document = BSONDocument(Box(value: numbers))
        #expect(try document.decoded(as: Box<[Int]>.self).value == numbers)
        guard case .array(let elements)? = document["v"] else {
            Issue.record("no array")
            return
        }
        #expect(elements.count == 1100)
        let text = document.canonicalExtendedJSON
        #expect(text.hasSuffix(#"{ "$numberInt" : "1099" } ] }"#))
        // libbson prints elements only; the keys are in the bytes.
        #expect(document.array.contains(Bytes.element(0x10, "1099", Bytes.int32(1099))))
        #expect(document.array.contains(Bytes.element(0x10, "999", Bytes.int32(999))))
    }

    @Test("a hundred levels, and arrays in arrays")
    func nesting() throws {
        let deep = Nested(depth: 50)
        #expect(try BSONDocument(deep).decoded(as: Nested.self) == deep)
        let lists = [[[1, 2], []], [], [[3]]]
        #expect(try BSONDocument(Box(value: lists)).decoded(as: Box<[[[Int]]]>.self).value == lists)
    }

    @Test("documents far beyond the first buffer")
    func large() throws {
        let lines = (0..<5000).map { Line(name: "line number \($0)", qty: $0) }
        #expect(try BSONDocument(Box(value: lines)).decoded(as: Box<[Line]>.self).value == lines)
    }

    @Test("fields left alone by an update are not written")
    func patch() {
        struct Change: SchemaObject {
            var name: Patch<String>
            var note: Patch<String?>
            static let schema = Schema(Change.init) {
                Field("name", \.name)
                Field("note", \.note)
            }
        }
        #expect(BSONDocument(Change(name: .unchanged, note: .set(nil))).extendedJSON == #"{ "note" : null }"#)
    }

    @Test("many tasks encode and decode at once")
    func parallel() async throws {
        let shared = BSONDocument(Everything.sample)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    for _ in 0..<100 {
                        guard try shared.decoded(as: Everything.self) == .sample,
                            BSONDocument(Everything.sample) == shared
                        else {
                            return false
                        }
                    }
                    return true
                }
            }
            for try await isSame in group { #expect(isSame) }
        }
    }
}

extension [UInt8] {
    fileprivate func contains(_ piece: [UInt8]) -> Bool {
        self.indices.contains { self[$0...].starts(with: piece) }
    }
}
