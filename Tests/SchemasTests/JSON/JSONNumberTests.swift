import Schemas
import TestSupport
import Testing

@Suite("JSON numbers")
struct JSONNumberTests {
    @Test(
        "integers",
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-12", -12), ("1e3", 1000), ("1.0", 1), ("1.50e1", 15), ("100e-2", 1),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("0e999999999999", 0), ("0.0e-9", 0),
            ("5.00000000000000000000000000", 5),
        ] as [(String, Int)])
    func integers(_ text: String, _ value: Int) throws {
        #expect(try Int(reading: text) == value)
        #expect(try Int(json: value.json()) == value)
    }

    @Test(
        "what is no integer",
        arguments: [
            ("1.5", "int_from_float"), ("1e-1", "int_from_float"), ("9223372036854775808", "int_parsing_size"),
            ("-9223372036854775809", "int_parsing_size"), ("1e19", "int_parsing_size"),
            ("1e999999999999", "int_parsing_size"),
            ("123456789012345678901234567890", "int_parsing_size"), ("true", "int_type"), ("null", "int_type"),
            ("\"1\"", "int_type"), ("[1]", "int_type"), ("{\"$gt\":1}", "int_type"),
        ])
    func noInteger(_ text: String, _ code: String) {
        #expect(problems(Int.self, text) == [" \(code)"])
    }

    @Test("32 bits are checked")
    func narrow() throws {
        #expect(try Int32(reading: "2147483647") == .max)
        #expect(problems(Int32.self, "2147483648") == [" int_out_of_range"])
    }

    @Test(
        "doubles are the nearest ones",
        arguments: [
            ("0.1", 0.1), ("-2.5", -2.5), ("1e22", 1e22), ("1.7976931348623157e308", .greatestFiniteMagnitude),
            ("4.9406564584124654e-324", .leastNonzeroMagnitude), ("9007199254740993", 9_007_199_254_740_992),
            ("0.30000000000000004", 0.1 + 0.2), ("123456789.123456789", 123456789.123456789), ("3", 3),
            ("2.2250738585072014e-308", .leastNormalMagnitude),
            ("179769313486231570000e288", .greatestFiniteMagnitude),
            ("0.000000000000000000000000000001", 1e-30), ("8.5e-15", 8.5e-15),
        ])
    func doubles(_ text: String, _ value: Double) throws {
        #expect(try Double(reading: text) == value)
        #expect(try Double(json: value.json()) == value)
    }

    @Test("doubles agree with the standard library in a thousand texts")
    func randomDoubles() throws {
        var random = SeededRandom(seed: 3)
        for _ in 0..<1000 {
            let digits = UInt64.random(in: 0...(1 << 60), using: &random)
            let text =
                "\(digits >> UInt64.random(in: 0...55, using: &random))e\(Int.random(in: -30...30, using: &random))"
            #expect(try Double(json: Array(text.utf8)) == Double(text))
        }
    }

    @Test("minus zero stays; what no double can hold is refused; NaN becomes null")
    func doubleEdges() throws {
        #expect(try Double(reading: "-0").sign == .minus)
        #expect(problems(Double.self, "1e400") == [" finite_number"])
        #expect(problems(Double.self, "\"1\"") == [" float_type"])
        #expect(Double.nan.jsonText == "null")
        #expect(Double.infinity.jsonText == "null")
        #expect((-0.0).jsonText == "-0.0")
    }

    @Test(
        "decimals keep their digits",
        arguments: [
            ("2999.98", 299_998, -2), ("1.10", 110, -2), ("0.00", 0, -2), ("-0.05", -5, -2), ("12", 12, 0),
            ("9223372036854775807", .max, 0), ("-9223372036854775808", .min, 0), ("922337203685477580.7", .max, -1),
            ("0.000000000000000001", 1, -18),
        ] as [(String, Int64, Int)])
    func decimals(_ text: String, _ coefficient: Int64, _ exponent: Int) throws {
        let value = ExactDecimal(coefficient: coefficient, exponent: exponent)
        #expect(try ExactDecimal(json: Array(text.utf8)) == value)
        #expect(value.jsonText == text)
        #expect(value.description == text)
        #expect(ExactDecimal(text) == value)
    }

    @Test("decimals with an exponent are numbers that JSON can read again")
    func decimalExponents() throws {
        for (text, written) in [
            ("1e2", "100"), ("15e-1", "1.5"), ("1e30", "1e30"), ("1e-30", "1e-30"), ("-3e18", "-3000000000000000000"),
            ("99e18", "99e18"), ("-1e19", "-1e19"), ("0e7", "0"),
        ] {
            let value = try ExactDecimal(json: Array(text.utf8))
            #expect(value.jsonText == written)
            #expect(try ExactDecimal(json: value.json()).scaled(to: 0) == value.scaled(to: 0))
        }
        #expect(problems(ExactDecimal.self, "99999999999999999999") == [" decimal_max_digits"])
        #expect(problems(ExactDecimal.self, "1e99999999") == [" decimal_max_digits"])
        #expect(problems(ExactDecimal.self, "true") == [" decimal_type"])
    }

    @Test("digits are counted without trailing zeros")
    func places() {
        for (text, places) in [
            ("12.345", 3), ("12.300", 1), ("12.000", 0), ("12", 0), ("0.00", 0), ("1e5", 0), ("1e-3", 3),
        ] {
            #expect(ExactDecimal(text)?.decimalPlaces == places, "\(text)")
        }
        #expect(ExactDecimal(coefficient: 10, exponent: .min).decimalPlaces == .max - 1)
        #expect(ExactDecimal(coefficient: 1, exponent: .max).decimalPlaces == 0)
    }

    @Test("scaling is exact or refused")
    func scaling() {
        #expect(ExactDecimal("2999.98")?.scaled(to: 2) == 299_998)
        #expect(ExactDecimal("2999.980")?.scaled(to: 2) == 299_998)
        #expect(ExactDecimal("2999.981")?.scaled(to: 2) == nil)
        #expect(ExactDecimal("3e3")?.scaled(to: 2) == 300_000)
        #expect(ExactDecimal("9223372036854775807")?.scaled(to: 1) == nil)
        #expect(ExactDecimal(coefficient: 1, exponent: .max).scaled(to: 2) == nil)
        #expect(ExactDecimal(coefficient: 1, exponent: .min).scaled(to: -2) == nil)
        #expect(ExactDecimal(coefficient: 0, exponent: .max).scaled(to: 2) == 0)
    }

    @Test(
        "the text of a decimal is JSON's grammar and nothing else",
        arguments: ["", "+1", "1.", ".5", "01", "1e", " 1", "1 ", "NaN", "1,5", "１"])
    func refusedText(_ text: String) {
        #expect(ExactDecimal(text) == nil)
    }

    @Test("integers of every length are written right")
    func digits() throws {
        var number: Int64 = 9
        for _ in 0..<17 {
            for value in [number, number + 1, -number] {
                #expect(value.jsonText == String(value))
            }
            number = number * 10 + 9
        }
        #expect(Int64.max.jsonText == "9223372036854775807")
        #expect(Int64.min.jsonText == "-9223372036854775808")
    }
}
