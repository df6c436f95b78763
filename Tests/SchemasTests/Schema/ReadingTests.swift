import FoundationEssentials
import Schemas
import Testing

@Suite("Reading objects")
struct ReadingTests {
    @Test("all fields, in any order, with unknown ones between")
    func full() throws {
        let expected = Article(
            id: 7, title: "Table", price: ExactDecimal(coefficient: 4950, exponent: -2), weight: 12.5,
            tags: ["wood", "oak"],
            parts: [Part(name: "leg", count: 4), Part(name: "top", count: 1)], state: .live, isListed: false,
            stock: ["hanoi": 3, "hue": 0], changedAt: Date(timeIntervalSince1970: 1_729_506_600))
        let declared = #"""
            {"id":7,"title":"Table","price":49.50,"weight":12.5,"tags":["wood","oak"],
            "parts":[{"name":"leg","count":4},{"name":"top"}],"state":"live","is_listed":false,
            "stock":{"hanoi":3,"hue":0},"changed_at":"2024-10-21T10:30:00Z"}
            """#
        let shuffled = #"""
            {"x":[{"id":0}],"changed_at":"2024-10-21T12:30:00+02:00","stock":{"hue":0,"hanoi":3},"y":null,"is_listed":false,
            "state":"live","parts":[{"count":4,"z":"é","name":"leg"},{"name":"top","count":1}],"tags":["wood","oak"],
            "weight":1.25e1,"title":"Table","price":49.50,"id":7,"w":{"a":{"b":[1,"\u00e9",true]}}}
            """#
        #expect(try Article(reading: declared) == expected)
        #expect(try Article(reading: shuffled) == expected)
        #expect(try Article(json: expected.json()) == expected)
    }

    @Test("defaults fill what is missing, and are made anew")
    func defaults() throws {
        #expect(try Article(reading: #"{"id":1,"title":"Chair","price":19.99}"#) == .minimal)
        #expect(
            try Article(reading: #"{"id":1,"title":"Chair","price":19.99,"weight":null,"changed_at":null}"#) == .minimal
        )
    }

    @Test("every violation at once, each with its path")
    func everything() {
        let text = #"""
            {"id":0,"price":1.234,"weight":"heavy","tags":["a","b",3,"d"],"is_listed":1,"state":"sold",
            "parts":[{"name":" ","count":0},{"count":"x"},7,{"name":"ok","count":100}],"stock":{"a":1,"b":"two"},"changed_at":"now"}
            """#
        #expect(
            problems(Article.self, text) == [
                "id greater_than", "price decimal_max_places", "weight float_type", "tags.2 string_type",
                "is_listed bool_type",
                "state enum", "parts.0.name string_too_short", "parts.0.count greater_than_equal",
                "parts.1.count int_type",
                "parts.1.name missing", "parts.2 model_attributes_type", "parts.3.count less_than_equal",
                "stock.b int_type",
                "changed_at datetime_parsing", "title missing",
            ])
    }

    @Test(
        "an explicit null is no value for a required field",
        arguments: [
            ("id", "int_type"), ("title", "string_type"), ("price", "decimal_type"), ("tags", "list_type"),
            ("state", "string_type"),
            ("is_listed", "bool_type"), ("stock", "model_attributes_type"),
        ])
    func nulls(_ field: String, _ code: String) {
        var fields = ["id": "1", "title": "\"Chair\"", "price": "1"]
        fields[field] = "null"
        let text = "{" + fields.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
        #expect(problems(Article.self, text) == ["\(field) \(code)"])
    }

    @Test("a field that appears twice is refused, wherever and however often")
    func duplicates() {
        #expect(problems(Part.self, #"{"name":"a","name":"b"}"#) == ["name duplicate_field"])
        #expect(
            problems(Part.self, #"{"name":7,"count":1,"name":"b","name":"c"}"#) == [
                "name string_type", "name duplicate_field", "name duplicate_field",
            ])
        #expect(problems([ExactText: Int].self, #"{"a":1,"a":1}"#) == ["a duplicate_field"])
        #expect(
            problems([Part].self, #"[{"name":"a"},{"name":"a","x":1,"x":2,"count":1,"count":1}]"#) == [
                "1.count duplicate_field"
            ])
    }

    @Test("something else than an object", arguments: ["[]", "1", "\"a\"", "null", "true"])
    func noObject(_ text: String) throws {
        #expect(problems(Part.self, text) == [" model_attributes_type"])
        let error = #expect(throws: ValidationError.self) { try Part(reading: text) }
        #expect(error?.description == ": Input should be a valid dictionary or object to extract fields from")
    }

    @Test("an operator object where a text belongs")
    func injection() {
        #expect(problems(Part.self, #"{"name":{"$gt":""}}"#) == ["name string_type"])
    }

    @Test(
        "sentences are those that clients of FastAPI know",
        arguments: [
            (#"{"name":"a","count":0}"#, "count: Input should be greater than or equal to 1"),
            (#"{"name":"a","count":100}"#, "count: Input should be less than or equal to 99"),
            (#"{"name":""}"#, "name: String should have at least 1 character"),
            (#"{"count":1}"#, "name: Field required"),
            (#"{"name":1}"#, "name: Input should be a valid string"),
            (#"{"name":"a","count":"1"}"#, "count: Input should be a valid integer"),
            (
                #"{"name":"a","count":1.5}"#,
                "count: Input should be a valid integer, got a number with a fractional part"
            ),
            (#"{"name":"a""#, "11: JSON decode error: Unexpected end of input"),
        ])
    func sentences(_ text: String, _ sentence: String) {
        let error = #expect(throws: ValidationError.self) { try Part(reading: text) }
        #expect(error?.description == sentence)
    }

    @Test("enums name what they take")
    func enums() throws {
        #expect(try Article.State(reading: #""live""#) == .live)
        let error = #expect(throws: ValidationError.self) { try Article.State(reading: #""sold""#) }
        #expect(error?.violations.first?.message == "Input should be 'draft', 'live' or 'gone'")
    }

    @Test("a partial update tells absent, null and set apart")
    func patch() throws {
        let empty = try ArticlePatch(reading: "{}")
        #expect(empty == ArticlePatch(title: .unchanged, weight: .unchanged, part: .unchanged))
        #expect(empty.jsonText == "{}")
        let cleared = try ArticlePatch(reading: #"{"weight":null}"#)
        #expect(cleared.weight == .set(nil))
        #expect(cleared.jsonText == #"{"weight":null}"#)
        let set = try ArticlePatch(reading: #"{"title":"Desk","weight":2,"part":{"name":"leg"}}"#)
        #expect(set == ArticlePatch(title: .set("Desk"), weight: .set(2), part: .set(Part(name: "leg", count: 1))))
        #expect(
            problems(ArticlePatch.self, #"{"title":"x","part":{"count":0}}"#) == [
                "title string_too_short", "part.count greater_than_equal", "part.name missing",
            ])
        #expect(problems(ArticlePatch.self, #"{"title":null}"#) == ["title string_type"])
        #expect(set.part.newValue?.name == "leg")
        #expect(empty.part.newValue == nil)
    }

    @Test("models that hold themselves")
    func recursive() throws {
        let tree = try Branch(reading: #"{"c":[{"c":[{}]},{}]}"#)
        #expect(tree == Branch(children: [Branch(children: [Branch(children: [])]), Branch(children: [])]))
        #expect(problems(Branch.self, #"{"c":[{"c":[{},{"c":1}]}]}"#) == ["c.0.c.1.c list_type"])
    }

    @Test("values that were read before a violation are released")
    func released() throws {
        final class Witness: Sendable {}
        struct Held: SchemaValue {
            let witness: Witness
            nonisolated(unsafe) static weak var last: Witness?
            static func read(from reader: any ValueReader) throws(Rejected) -> Held {
                _ = try reader.readString()
                let held = Held(witness: Witness())
                Self.last = held.witness
                return held
            }
            func write(to writer: any ValueWriter) {}
            static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { [:] }
        }
        struct Pair: SchemaObject {
            var held: Held
            var number: Int
            static let schema = Schema(Pair.init) {
                Field("held", \.held)
                Field("number", \.number)
            }
        }
        for text in [#"{"held":"a"}"#, #"{"held":"a","number":"b"}"#, #"{"held":"a","number":"#] {
            #expect(throws: ValidationError.self) { try Pair(reading: text) }
            #expect(Held.last == nil)
        }
        var pair: Pair? = try Pair(reading: #"{"held":"a","number":1}"#)
        #expect(Held.last != nil)
        #expect(pair?.number == 1)
        pair = nil
        #expect(Held.last == nil)
    }

    @Test("names of every length and many fields")
    func wide() throws {
        struct Wide: SchemaObject, Equatable {
            var a: Int, bb: Int, ccc: Int, dddd: Int, eeeee: Int, ffffff: Int, ggggggg: Int, hhhhhhhh: Int,
                iiiiiiiii: Int
            var long: Int, other: Int
            static let schema = Schema(Wide.init) {
                Field("a", \.a)
                Field("bb", \.bb)
                Field("ccc", \.ccc)
                Field("dddd", \.dddd)
                Field("eeeee", \.eeeee)
                Field("ffffff", \.ffffff)
                Field("ggggggg", \.ggggggg)
                Field("hhhhhhhh", \.hhhhhhhh)
                Field("iiiiiiiii", \.iiiiiiiii)
                Field("long_long_long_1", \.long)
                Field("long_long_long_2", \.other)
            }
        }
        let wide = Wide(
            a: 1, bb: 2, ccc: 3, dddd: 4, eeeee: 5, ffffff: 6, ggggggg: 7, hhhhhhhh: 8, iiiiiiiii: 9, long: 10,
            other: 11)
        #expect(try Wide(json: wide.json()) == wide)
        let reversed =
            "{" + zip(Wide.schema.fieldNames, 1...11).reversed().map { "\"\($0)\" : \($1)" }.joined(separator: " , ")
            + "}"
        #expect(try Wide(reading: reversed) == wide)
        // Names that begin like a field's are others.
        let spoiled = wide.jsonText.replacing("hhhhhhhh", with: "hhhhhhhg").replacing("\"a\"", with: "\"ab\"")
        #expect(problems(Wide.self, spoiled) == ["a missing", "hhhhhhhh missing"])
    }
}
