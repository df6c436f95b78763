import Schemas
import Testing

@Suite("JSON strings")
struct JSONStringTests {
    /// What needs an escape, or looks as if it did.
    static let special: [Unicode.Scalar] = [
        "\"", "\\", "\n", "\r", "\t", "\u{0}", "\u{8}", "\u{C}", "\u{1F}", " ", "/", "\u{7F}", "é", "\u{2028}", "😀",
    ]

    @Test("round trip with a special character at every place of a word", arguments: special)
    func everyPlace(_ scalar: Unicode.Scalar) throws {
        for length in 0...24 {
            for place in 0...length {
                var scalars = Array(repeating: Unicode.Scalar("a"), count: length)
                scalars.insert(scalar, at: place)
                let text = String(String.UnicodeScalarView(scalars))
                let json = text.json()
                #expect(try String(json: json) == text)
                #expect(!json.contains { $0 < 0x20 })
                #expect(try [ExactText: String](json: [ExactText(text): text].json()) == [ExactText(text): text])
            }
        }
    }

    @Test("two special characters next to each other at every distance")
    func pairs() throws {
        for first in 0..<18 {
            for second in first..<18 {
                var text = Array(repeating: Character("b"), count: 18)
                text[first] = "\""
                text[second] = "\u{1}"
                let string = String(text)
                #expect(try String(json: string.json()) == string)
            }
        }
    }

    @Test(
        "is written with the shortest escapes",
        arguments: [
            ("a\"b", #""a\"b""#), ("a\\b", #""a\\b""#), ("\n\r\t", #""\n\r\t""#), ("\u{0}\u{1F}", #""\u0000\u001f""#),
            ("é/😀\u{7F}", "\"é/😀\u{7F}\""), ("", "\"\""), ("\u{10}", #""\u0010""#),
        ])
    func written(_ text: String, _ json: String) {
        #expect(text.jsonText == json)
    }

    @Test(
        "escapes are read",
        arguments: [
            (#""\u0041""#, "A"), (#""\u00e9\u00E9""#, "éé"), (#""\ud83d\ude00""#, "😀"), (#""\uD83D\uDE00x""#, "😀x"),
            (#""\/\b\f""#, "/\u{8}\u{C}"), (#""a\u0000b""#, "a\u{0}b"), (#""\uFFFD""#, "\u{FFFD}"),
            (#""\udbff\udfff""#, "\u{10FFFF}"),
            ("\"\u{FFFD}\"", "\u{FFFD}"),
        ])
    func read(_ json: String, _ text: String) throws {
        #expect(try String(reading: json) == text)
    }

    @Test("an escaped name is the same name")
    func escapedKey() throws {
        #expect(try Box<Int>(reading: #"{"v\u0061lue":1}"#).value == 1)
        #expect(try [ExactText: Int](reading: #"{"\"":1,"\n":2}"#) == ["\"": 1, "\n": 2])
        #expect(problems(Box<Int>.self, #"{"value":1,"\u0076alue":2}"#) == ["value duplicate_field"])
    }

    @Test("bytes travel as base64")
    func base64() throws {
        struct Blob: SchemaValue, Equatable {
            var bytes: [UInt8]
            static func read(from reader: any ValueReader) throws(Rejected) -> Blob {
                Blob(bytes: try reader.readBytes())
            }
            func write(to writer: any ValueWriter) { writer.write(self.bytes) }
            static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { [:] }
        }
        #expect(Blob(bytes: [1, 2, 3, 255]).jsonText == #""AQID/w==""#)
        #expect(try Blob(reading: #""AQID/w==""#) == Blob(bytes: [1, 2, 3, 255]))
        #expect(try Blob(reading: #""""#) == Blob(bytes: []))
        #expect(problems(Blob.self, #""*""#) == [" bytes_invalid_encoding"])
        #expect(problems(Blob.self, "7") == [" string_type"])
    }
}
