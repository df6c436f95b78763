import Schemas
import TestSupport
import Testing

@Suite("JSON grammar")
struct JSONGrammarTests {
    @Test(
        "is accepted",
        arguments: [
            "0", "-0", "1", "-1", "10", "1.5", "-0.25", "1e5", "1E5", "1e+5", "1e-5", "0e0", "0.0", "1.50",
            "9223372036854775807",
            "-9223372036854775808", "true", "false", "null", "\"\"", "\"a\"", "[]", "{}", "[1]", "[1,2]", "[[],[[]]]",
            "{\"a\":1}", "{\"a\":{\"b\":[null]}}", " \t\r\n1 \t\r\n", " [ 1 , 2 ] ", "{ \"a\" : 1 , \"b\" : 2 }",
            "\"\\u0041\"",
            "\"\\ud83d\\ude00\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\u{7F}\"", "\"\u{10FFFF}\"", "\"é\"", "{\"\":0}",
            "0.00000000000000000000", "1.00000000000000000000000000",
        ])
    func accepted(_ text: String) {
        #expect(problems(JSONNode.self, text) == [])
        #expect(problems(Skipped.self, text) == [])
    }

    @Test(
        "is refused",
        arguments: [
            "", " ", "01", "-01", "00", "1.", ".5", "-", "+1", "1e", "1e+", "1.e5", "0x10", "1_000", "--1", "1-", "1 2",
            "NaN",
            "nan", "Infinity", "-Infinity", "-NaN", "tru", "truth", "True", "nul", "nulll", "fals", "'a'", "\"", "\"a",
            "\"\\\"",
            "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\uD800\"", "\"\\uDC00\"", "\"\\uD800\\u0041\"",
            "\"\\uD800\\uD800\"",
            "\"\\uD800x\"", "\"\n\"", "\"\t\"", "\"\u{0}\"", "\"\u{1F}\"", "\"12345678\u{1}\"", "[", "]", "[1", "[1,",
            "[1,]",
            "[,1]", "[1 2]", "[1,,2]", "{", "}", "{\"a\"", "{\"a\":", "{\"a\":}", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}",
            "{,}",
            "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "[1}", "{\"a\":1]", "1,", "[]]", "{}{}", "\u{FEFF}1",
            "\u{FEFF}{}",
            "/**/1", "// 1", "\u{A0}1", "\u{B}1", "\u{C}1", "*", "undefined",
        ])
    func refused(_ text: String) {
        for found in [problems(JSONNode.self, text), problems(Skipped.self, text)] {
            #expect(found.count == 1)
            #expect(found.first?.hasSuffix("json_invalid") == true, "\(found)")
        }
    }

    @Test(
        "refuses bytes that are no UTF-8 wherever they stand",
        arguments: [
            [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
            [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func invalidUTF8(_ bad: [UInt8]) {
        let quote = Array("\"".utf8)
        let long = Array("abcdefghijklmnop".utf8)
        for string in [quote + bad + quote, quote + long + bad + long + quote, quote + Array("\\n".utf8) + bad + quote]
        {
            #expect(problems(String.self, string) == ["\(string.count) json_invalid"])
            #expect(problems(Skipped.self, string) == ["\(string.count) json_invalid"])
            for text in [
                Array("{\"unknown\":".utf8) + string + Array("}".utf8),
                Array("{\"unknown\":[".utf8) + string + Array("]}".utf8),
                Array("{".utf8) + string + Array(":1}".utf8),
                Array("{\"unknown\":{".utf8) + string + Array(":1}}".utf8),
            ] {
                let found = problems(Article.self, text)
                #expect(found.count == 1 && found[0].hasSuffix("json_invalid"), "\(found)")
            }
        }
    }

    @Test("a text cut off anywhere is one violation at the place in the text")
    func truncated() {
        let text = Array(
            #"{"id":12,"title":"Sm\u00e9l \"x\"","price":12.50e0,"parts":[{"name":"é","count":3}],"x":[null,true,-1.5]}"#
                .utf8)
        #expect(problems(Article.self, text) == [])
        for end in 0..<text.count {
            let found = problems(Article.self, Array(text[..<end]))
            #expect(found.count == 1 && found[0].hasSuffix("json_invalid"), "\(end): \(found)")
            #expect(found.first?.split(separator: " ")[0].contains(".") == false, "only the place: \(found)")
        }
    }

    @Test("nesting ends at a limit, in known and unknown fields and in every kind of value")
    func nesting() {
        let count = 100_000
        let open = String(repeating: "[", count: count)
        let objects = String(repeating: "{\"c\":[", count: count)
        for text in [open, open + String(repeating: "]", count: count), "{\"x\":" + open, objects] {
            #expect(problems(Branch.self, text).first?.hasSuffix("json_invalid") == true)
            #expect(problems(JSONNode.self, text).first?.hasSuffix("json_invalid") == true)
        }
        let deep =
            String(repeating: "[", count: JSONReader.maximumDepth)
            + String(repeating: "]", count: JSONReader.maximumDepth)
        #expect(problems(JSONNode.self, deep) == [])
        #expect(problems(JSONNode.self, "[" + deep + "]") == ["\(JSONReader.maximumDepth + 1) json_invalid"])
    }

    @Test("a wrong type hides nothing: text behind it may be no JSON at all")
    func mismatchBeforeGarbage() {
        #expect(problems(Int.self, "\"a\"") == [" int_type"])
        #expect(problems(Int.self, "\"a\" b") == ["4 json_invalid"])
        #expect(problems(Article.self, "{\"id\":\"x\",\"title\":}") == ["18 json_invalid"])
    }

    @Test("arbitrary bytes are read or refused, never more")
    func fuzz() {
        var random = SeededRandom(seed: 7)
        let sample = Array(
            #"{"id":12,"title":"Sm\u00e9l","price":12.50,"tags":["a","b"],"parts":[{"name":"x"}],"stock":{"a":1}}"#.utf8
        )
        let alphabet = Array(#"{}[]",:\u0e1.-+ tfn"#.utf8) + [0, 0x1F, 0x80, 0xC3, 0xFF]
        var accepted = 0
        for _ in 0..<20_000 {
            var text = sample
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: text[place] = alphabet.randomElement(using: &random)!
                case 1: text.remove(at: place)
                default: text.insert(alphabet.randomElement(using: &random)!, at: place)
                }
            }
            // What is accepted must mean the same when it is written and read again.
            if let article = try? Article(json: text) {
                accepted += 1
                #expect((try? Article(json: article.json())) == article)
            } else {
                #expect(!problems(Article.self, text).isEmpty)
            }
        }
        #expect(accepted > 0)
    }
}

/// Reads any value and keeps nothing.
struct Skipped: SchemaValue {
    static func read(from reader: any ValueReader) throws(Rejected) -> Skipped {
        try reader.skipValue()
        return Skipped()
    }
    func write(to writer: any ValueWriter) { writer.writeNull() }
    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { [:] }
}
