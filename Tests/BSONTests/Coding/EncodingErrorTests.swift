import BSON
import Schemas
import Testing

@Suite("What BSON cannot hold")
struct EncodingErrorTests {
    @Test("a key with a NUL is an error that travels with the document")
    func nulInKey() {
        let value = Box(value: ["a": 1, "b\u{0}c": 2])
        #expect(throws: BSONEncodingError(.nulInKey, key: "b")) { try BSONDocument(encoding: value) }
        let document = BSONDocument(value)
        #expect(document.encodingError == BSONEncodingError(.nulInKey, key: "b"))
        // Also as a part of another document, directly and through a value.
        #expect(BSONDocument(["x": .document(document)]).encodingError == document.encodingError)
        #expect(
            BSONDocument {
                $0.key("x")
                document.write(to: $0)
            }.encodingError == document.encodingError)
        #expect(BSONDocument(["x": [.document(document)]]).encodingError == document.encodingError)
        #expect(BSONEncodingError(.nulInKey, key: "b").description == "the key 'b' holds a NUL character")
    }

    @Test("a decimal beyond 128 bits")
    func decimals() {
        let value = Box(value: [
            ExactDecimal(coefficient: 1, exponent: 0), ExactDecimal(coefficient: 1, exponent: 7000),
        ])
        #expect(throws: BSONEncodingError(.decimalOutOfRange, key: "1")) { try BSONDocument(encoding: value) }
        #expect(throws: BSONEncodingError.self) {
            try BSONDocument(encoding: Box(value: ExactDecimal(coefficient: 1, exponent: .max)))
        }
        #expect(throws: BSONEncodingError.self) {
            try BSONDocument(encoding: Box(value: ExactDecimal(coefficient: 1, exponent: .min)))
        }
        #expect(throws: Never.self) {
            try BSONDocument(encoding: Box(value: ExactDecimal(coefficient: .min, exponent: -6176)))
        }
    }

    @Test("regular expressions: a NUL in the pattern has another spelling, one in the options has none")
    func regex() {
        let fine = BSONDocument(["r": .regex(pattern: "a\u{0}b", options: "i")])
        #expect(fine.encodingError == nil)
        #expect(fine["r"] == .regex(pattern: "a\\x00b", options: "i"))
        #expect(
            BSONDocument(["r": .regex(pattern: "a", options: "i\u{0}s")]).encodingError
                == BSONEncodingError(.nulInRegexOptions, key: "r"))
    }

    @Test("the first error is the one that is told; a writer can be asked before it hands over")
    func first() {
        let writer = BSONWriter()
        #expect(!writer.hasFailed)
        writer.key("a\u{0}")
        writer.writeNull()
        writer.key("b")
        writer.write(ExactDecimal(coefficient: 1, exponent: 9999))
        #expect(writer.hasFailed)
        #expect(writer.error == BSONEncodingError(.nulInKey, key: "a"))
        #expect(writer.finish().encodingError == BSONEncodingError(.nulInKey, key: "a"))
    }

    @Test("a writer that handed over its document stops the program instead of changing it")
    func usedAgain() async {
        await #expect(processExitsWith: .failure) {
            let writer = BSONWriter()
            let document = writer.finish()
            writer.key("a")
            writer.write(true)
            print(document.count)
        }
        await #expect(processExitsWith: .failure) {
            let writer = BSONWriter()
            writer.key("a")
            writer.beginObject()
            print(writer.finish().count)
        }
    }
}
