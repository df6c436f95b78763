import Schemas
import TestSupport
import Testing

/// Two spellings of one letter are equal to Swift and have different bytes.
@Suite struct ExactTextTests {
    private static let composed = "Caf\u{E9}"
    private static let decomposed = "Cafe\u{301}"

    private struct Names: SchemaObject, Equatable {
        var composed: Int
        var decomposed: Int

        static let schema = Schema(Names.init) {
            Field("Caf\u{E9}", \.composed)
            Field("Cafe\u{301}", \.decomposed)
        }
    }

    private struct Choice: SchemaObject {
        var drink: String

        static let schema = Schema(Choice.init) { Field("drink", \.drink).oneOf("Caf\u{E9}", "K") }
    }

    private enum Drink: String, SchemaEnum {
        case decomposed = "Cafe\u{301}"
        case kelvin = "K"
    }

    private enum Serving: SchemaUnion, Equatable {
        case cup

        enum Kind: String, SchemaEnum { case cup = "Caf\u{E9}" }

        static func variant(_ kind: Kind) -> Variant<Serving> { Variant(.cup) }
        var selected: Selected<Kind> { Selected(.cup) }
    }

    @Test func textsOfOtherBytesAreOtherTexts() {
        #expect(Self.composed == Self.decomposed)
        #expect(ExactText(Self.composed) != ExactText(Self.decomposed))
        #expect(Set([ExactText(Self.composed), ExactText(Self.decomposed)]).count == 2)
        #expect(!Self.composed.hasSameBytes(as: Self.decomposed))
        #expect("".hasSameBytes(as: "") && !"a".hasSameBytes(as: "b"))
    }

    @Test(arguments: ["", "a", "15 bytes of text", String(repeating: "é", count: 40)])
    func theSameBytesAreTheSameTextHoweverTheyAreStored(text: String) {
        // A piece of a longer text does not own its memory.
        let piece = String("<\(text)>".dropFirst().dropLast())
        #expect(ExactText(text) == ExactText(piece))
        #expect(ExactText(text).hashValue == ExactText(piece).hashValue)
        #expect(text.hasSameBytes(as: piece))
    }

    @Test func textsAreInTheOrderOfTheirBytes() {
        let sorted = [ExactText("é"), "z", "e\u{301}", "e", ""].sorted().map(\.string)
        #expect(zip(sorted, ["", "e", "e\u{301}", "z", "é"]).allSatisfy { $0.hasSameBytes(as: $1) })
    }

    @Test func aSchemaMayHaveBothNames() throws {
        let json = "{\"\(Self.decomposed)\":2,\"\(Self.composed)\":1}"
        #expect(try Names(reading: json) == Names(composed: 1, decomposed: 2))
    }

    @Test func bothAreKeysOfADictionary() throws {
        let json = "{\"\(Self.composed)\":1,\"\(Self.decomposed)\":2}"
        let entries = try [ExactText: Int](reading: json)
        #expect(entries == [ExactText(Self.composed): 1, ExactText(Self.decomposed): 2])
        #expect(try [ExactText: Int](json: entries.json()) == entries)
    }

    @Test func bothAreParameters() throws {
        let parameters = [(name: Self.composed, value: "1"), (name: Self.decomposed, value: "2")]
        #expect(try Names(parameters: parameters) == Names(composed: 1, decomposed: 2))
    }

    @Test func aChoiceIsMeantByItsBytes() throws {
        #expect(problems(Choice.self, "{\"drink\":\"\(Self.composed)\"}") == [])
        #expect(problems(Choice.self, "{\"drink\":\"\(Self.decomposed)\"}") == ["drink enum"])
        // The Kelvin sign, which is canonically a K.
        #expect(problems(Choice.self, "{\"drink\":\"\u{212A}\"}") == ["drink enum"])
    }

    @Test func aCaseIsMeantByItsBytes() throws {
        #expect(problems(Box<Drink>.self, "{\"value\":\"\(Self.composed)\"}") == ["value enum"])
        #expect(try Box<Drink>(reading: "{\"value\":\"\(Self.decomposed)\"}").value == .decomposed)
        #expect(problems(Box<Drink>.self, "{\"value\":\"\u{212A}\"}") == ["value enum"])
        #expect(try Box<Drink>(reading: "{\"value\":\"K\"}").value == .kelvin)
    }

    @Test func aCaseOfAUnionIsMeantByItsBytes() throws {
        #expect(try Serving(reading: "{\"kind\":\"\(Self.composed)\"}") == .cup)
        #expect(problems(Serving.self, "{\"kind\":\"\(Self.decomposed)\"}") == ["kind enum"])
    }

    @Test func aTreeKeepsBothApart() throws {
        var tree = try JSONNode(reading: "{\"\(Self.composed)\":1,\"\(Self.decomposed)\":2}")
        #expect(tree[Self.composed] == 1)
        #expect(tree[Self.decomposed] == 2)
        tree[Self.decomposed] = 3
        #expect(tree.jsonText.hasSameBytes(as: "{\"\(Self.composed)\":1,\"\(Self.decomposed)\":3}"))
        #expect(JSONNode.string(Self.composed) != .string(Self.decomposed))
        #expect(Set<JSONNode>([.string(Self.composed), .string(Self.decomposed)]).count == 2)
        #expect(
            JSONNode.object([.init(Self.composed, 1)]) != .object([.init(Self.decomposed, 1)]))
    }

    @Test func equalTreesHaveEqualHashes() throws {
        let text = #"{"a":[null,true,1.50,"x",{"b":{}}]}"#
        #expect(try JSONNode(reading: text) == JSONNode(reading: text))
        #expect(try JSONNode(reading: text).hashValue == JSONNode(reading: text).hashValue)
        #expect(try JSONNode(reading: text) != JSONNode(reading: text.replacing("1.50", with: "1.5")))
    }

    @Test func definitionsKeepBothApart() {
        var definitions = JSONSchemaDefinitions()
        _ = definitions.reference(Self.composed) { _ in ["type": "string"] }
        _ = definitions.reference(Self.decomposed) { _ in ["type": "integer"] }
        #expect(definitions.sorted.count == 2)
    }
}
