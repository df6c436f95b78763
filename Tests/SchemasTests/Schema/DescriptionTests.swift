import FoundationEssentials
import Schemas
import Testing

@Suite("JSON Schema")
struct DescriptionTests {
    private func describe<Value: SchemaValue>(_ type: Value.Type) -> (node: JSONNode, definitions: [String: JSONNode]) {
        var definitions = JSONSchemaDefinitions(prefix: "#/components/schemas/")
        let node = Value.jsonSchema(in: &definitions)
        return (node, Dictionary(uniqueKeysWithValues: definitions.sorted.map { ($0.key, $0.value) }))
    }

    @Test("a model is a reference, described once, with the types it holds")
    func model() {
        let (node, definitions) = self.describe([Article].self)
        #expect(node.jsonText == ##"{"type":"array","items":{"$ref":"#/components/schemas/Article"}}"##)
        #expect(definitions.keys.sorted() == ["Article", "Part"])
        let article = definitions["Article"]!
        #expect(article["type"] == "object")
        #expect(article["title"] == "Article")
        #expect(article["required"] == ["id", "number", "title", "price"])
        let properties = article["properties"]!
        let expected: [(String, String)] = [
            ("id", #"{"type":"integer","exclusiveMinimum":0}"#),
            ("number", #"{"type":"integer","exclusiveMinimum":0}"#),
            ("title", #"{"type":"string","minLength":2,"maxLength":20}"#),
            ("price", #"{"type":"number","multipleOf":0.01}"#),
            ("weight", #"{"anyOf":[{"type":"number"},{"type":"null"}]}"#),
            ("tags", #"{"type":"array","items":{"type":"string"},"maxItems":3,"default":[]}"#),
            ("parts", ##"{"type":"array","items":{"$ref":"#/components/schemas/Part"},"default":[]}"##),
            ("state", #"{"type":"string","enum":["draft","live","gone"],"default":"draft"}"#),
            ("is_listed", #"{"type":"boolean","default":true}"#),
            ("stock", #"{"type":"object","additionalProperties":{"type":"integer"},"default":{}}"#),
            ("changed_at", #"{"anyOf":[{"type":"string","format":"date-time"},{"type":"null"}]}"#),
        ]
        for (name, schema) in expected { #expect(properties[name]?.jsonText == schema) }
        let part = definitions["Part"]!["properties"]!
        #expect(part["name"]?.jsonText == #"{"type":"string","minLength":1}"#)
        #expect(part["count"]?.jsonText == #"{"type":"integer","format":"int32","minimum":1,"maximum":99,"default":1}"#)
    }

    @Test("a model that holds itself ends")
    func recursive() {
        let (_, definitions) = self.describe(Branch.self)
        #expect(
            definitions["Branch"]?["properties"]?["c"]?["items"]?.jsonText
                == ##"{"$ref":"#/components/schemas/Branch"}"##)
    }

    @Test("summaries, examples and constraints inside of optionals and patches")
    func details() {
        struct Details: SchemaObject {
            var email: String?
            var title: Patch<String>
            var code: String
            var joined: Date

            static let schema = Schema(Details.init) {
                Field("email", \.email).email().described("Where to write to.").example("ada@example.com")
                Field("title", \.title).length(...9)
                Field("code", \.code).pattern("^[A-Z]+$") { $0.allSatisfy(\.isUppercase) }.length(2...).notBlank()
                    .bytes(...72).length(...100)
                Field("joined", \.joined).example(Date(timeIntervalSince1970: 0))
            }
        }
        let properties = self.describe(Details.self).definitions["Details"]!["properties"]!
        #expect(
            properties["email"]?.jsonText
                == #"{"anyOf":[{"type":"string","format":"email"},{"type":"null"}],"description":"Where to write to.","examples":["ada@example.com"]}"#
        )
        #expect(properties["title"]?.jsonText == #"{"type":"string","maxLength":9}"#)
        // Of two bounds the stricter one stays.
        #expect(properties["code"]?.jsonText == #"{"type":"string","pattern":"^[A-Z]+$","minLength":2,"maxLength":72}"#)
        #expect(
            properties["joined"]?.jsonText
                == #"{"type":"string","format":"date-time","examples":["1970-01-01T00:00:00.000Z"]}"#)
        #expect(self.describe(Details.self).definitions["Details"]!["required"] == ["code", "joined"])
    }

    @Test("two types of one name, and generic ones, keep apart")
    func names() {
        struct First: SchemaObject {
            struct Item: SchemaObject {
                var a: Int
                static let schema = Schema(Item.init) { Field("a", \.a) }
            }
            var item: Item
            var other: Second.Item
            var number: Box<Int>
            var text: Box<String>
            static let schema = Schema(First.init) {
                Field("item", \.item)
                Field("other", \.other)
                Field("number", \.number)
                Field("text", \.text)
            }
        }
        struct Second {
            struct Item: SchemaObject {
                var b: Int
                static let schema = Schema(Item.init) { Field("b", \.b) }
            }
        }
        let definitions = self.describe(First.self).definitions
        #expect(definitions.count == 5)
        let properties = definitions["First"]!["properties"]!
        func target(_ field: String) -> JSONNode? {
            guard case .string(let reference)? = properties[field]?["$ref"] else { return nil }
            return definitions[String(reference.split(separator: "/").last!)]?["properties"]
        }
        #expect(target("item")?["a"] != nil)
        #expect(target("other")?["b"] != nil)
        #expect(target("number")?["value"]?["type"] == "integer")
        #expect(target("text")?["value"]?["type"] == "string")
        #expect(definitions.keys.allSatisfy { $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } })
    }

    @Test("parameters are described one by one")
    func parameters() {
        var definitions = JSONSchemaDefinitions()
        let parameters = Part.schema.parameters(in: &definitions)
        #expect(parameters.map(\.name) == ["name", "count"])
        #expect(parameters.map(\.isRequired) == [true, false])
        #expect(parameters[1].schema["default"] == 1)
    }

    @Test("what a store asks of a schema")
    func metadata() {
        struct Indexed: SchemaObject {
            var id: Int
            var slug: String
            var name: String
            static let schema = Schema("things", Indexed.init) {
                Field("_id", \.id)
                Field("slug", \.slug).unique()
                Field("name", \.name).indexed()
            }
        }
        #expect(Indexed.schema.name == "things")
        #expect(Indexed.schema.typeName == "Indexed")
        #expect(Part.schema.name == "Part")
        #expect(Indexed.schema.fieldNames == ["_id", "slug", "name"])
        #expect(Indexed.schema.indexedFields.map(\.name) == ["slug", "name"])
        #expect(Indexed.schema.indexedFields.map(\.index) == [.unique, .plain])
        #expect(Indexed.schema.fieldName(of: \.slug) == "slug")
        #expect(Indexed.schema.fieldName(of: \.slug.count) == nil)
    }

    @Test("a schema that declares a name twice stops the program when it is made")
    func nameTwice() async {
        await #expect(processExitsWith: .failure) {
            print(
                Schema(Part.init) {
                    Field("name", \.name)
                    Field("count", \.count).alsoAs("name")
                }.name)
        }
        await #expect(processExitsWith: .failure) {
            print(
                Schema(Part.init) {
                    Field("na\"me", \.name)
                    Field("count", \.count)
                }.name)
        }
    }
}
