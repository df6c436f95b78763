import BSON
import Schemas
import Testing

@Suite("Decimal128")
struct Decimal128Tests {
    @Test(
        "text there and back",
        arguments: [
            "0", "-0", "1", "-1", "2999.98", "1.10", "0.00", "0.001", "1234567890123456789012345678901234",
            "-9.999999999999999999999999999999999E+6144",
            "1E-6176", "9.999999999999999999999999999999999E+6144", "NaN", "Infinity", "-Infinity", "1E+3",
        ])
    func texts(_ text: String) throws {
        let value = try #require(Decimal128(text))
        #expect(value.description == text)
        #expect(try BSONDocument(["v": .decimal128(value)]).decoded(as: Box<Decimal128>.self).value == value)
        #expect(
            BSONDocument(["v": .decimal128(value)]).canonicalExtendedJSON
                == #"{ "v" : { "$numberDecimal" : "\#(text)" } }"#)
    }

    @Test(
        "what is no decimal",
        arguments: ["", "a", "1,5", "1.2.3", "1e", "12345678901234567890123456789012345", "1\u{0}", "1 ", "--1"])
    func refused(_ text: String) {
        #expect(Decimal128(text) == nil)
    }

    @Test(
        "exact decimals there and back",
        arguments: [(0, 0), (1, 0), (-1, -2), (299_998, -2), (.max, 0), (-.max, -18), (1, -6176), (7, 6111), (110, -2)]
            as [(Int64, Int)])
    func exact(_ coefficient: Int64, _ exponent: Int) throws {
        let exact = ExactDecimal(coefficient: coefficient, exponent: exponent)
        let value = try #require(Decimal128(exact))
        #expect(value.exactDecimal == exact)
        #expect(Decimal128(value.description) == value)
    }

    @Test("the smallest coefficient is written as it is, and read again")
    func smallest() {
        let smallest = ExactDecimal(coefficient: .min, exponent: 0)
        #expect(Decimal128(smallest)?.description == "-9223372036854775808")
        #expect(Decimal128(smallest)?.exactDecimal == smallest)
        #expect(Decimal128("-9223372036854775809")?.exactDecimal == nil)
    }

    @Test(
        "what an exact decimal cannot hold",
        arguments: ["NaN", "Infinity", "-Infinity", "9223372036854775808", "1234567890123456789012345678901234"])
    func noExact(_ text: String) {
        #expect(Decimal128(text)?.exactDecimal == nil)
        #expect(Decimal128(text)?.json() == Array("\"\(text)\"".utf8))
    }

    @Test("exponents beyond the format", arguments: [6112, -6177, Int.max, Int.min])
    func outside(_ exponent: Int) {
        #expect(Decimal128(ExactDecimal(coefficient: 1, exponent: exponent)) == nil)
    }

    @Test("numbers in JSON")
    func json() throws {
        #expect(try Decimal128(json: Array("2999.98".utf8)) == Decimal128("2999.98"))
        #expect(Decimal128("1.10")!.json() == Array("1.10".utf8))
        #expect(throws: ValidationError.self) { try Decimal128(json: Array("1e7000".utf8)) }
    }
}
