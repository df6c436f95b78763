import FoundationEssentials
import Schemas
import TestSupport
import Testing

@Suite("Writing objects")
struct WritingTests {
    @Test("fields in declared order, aliases behind their field")
    func order() {
        let article = Article(
            id: 7, title: "Table", price: ExactDecimal(coefficient: 4950, exponent: -2), weight: 12.5, tags: ["a\"b"],
            parts: [Part(name: "leg", count: 4)], state: .live, isListed: false, stock: ["b": 2, "a": 1],
            changedAt: Date(timeIntervalSince1970: 1_729_506_600.25))
        #expect(
            article.jsonText
                == #"{"id":7,"number":7,"title":"Table","price":49.50,"weight":12.5,"tags":["a\"b"],"#
                + #""parts":[{"name":"leg","count":4}],"state":"live","is_listed":false,"stock":{"a":1,"b":2},"#
                + #""changed_at":"2024-10-21T10:30:00.250Z"}"#)
        #expect(
            Article.minimal.jsonText
                == #"{"id":1,"number":1,"title":"Chair","price":19.99,"weight":null,"tags":[],"parts":[],"#
                + #""state":"draft","is_listed":true,"stock":{},"changed_at":null}"#)
    }

    @Test("computed properties are written too")
    func computed() throws {
        struct Line: SchemaObject {
            var price: Int
            var count: Int
            var total: Int { self.price * self.count }
            init(price: Int, count: Int, total: Int) {
                self.price = price
                self.count = count
            }
            static let schema = Schema(Line.init) {
                Field("price", \.price)
                Field("count", \.count)
                Field("total", \.total, default: 0).alsoAs("sum")
            }
        }
        #expect(Line(price: 3, count: 4, total: 0).jsonText == #"{"price":3,"count":4,"total":12,"sum":12}"#)
        #expect(try Line(reading: #"{"price":3,"count":4}"#).total == 12)
    }

    @Test("what is only stored is neither shown, nor set, nor described")
    func storedOnly() throws {
        struct Note: SchemaObject {
            var text: String
            var revision = 0
            static let schema = Schema(Note.init) {
                Field("text", \.text)
                Field("revision", \.revision, default: 0).storedOnly()
            }
        }
        #expect(Note(text: "a", revision: 3).jsonText == #"{"text":"a"}"#)
        #expect(try Note(reading: #"{"revision":7,"text":"a"}"#).revision == 0)
        #expect(try Note(parameters: [("text", "a"), ("revision", "7")]).revision == 0)
        var definitions = JSONSchemaDefinitions(prefix: "#/")
        #expect(Note.schema.jsonSchema(in: &definitions)["properties"]?["revision"] == nil)
    }

    @Test("texts longer than the first buffer")
    func growth() throws {
        let tags = (0..<2000).map { "tag number \($0) \"quoted\"" }
        #expect(try [String](json: tags.json()) == tags)
        let writer = JSONWriter(capacity: 1)
        tags.write(to: writer)
        #expect(writer.withBytes { Array($0) } == tags.json())
    }

    @Test("an encoded value is the text that goes out")
    func encoded() throws {
        let encoded = EncodedJSON(Article.minimal)
        #expect(encoded.bytes == Article.minimal.json())
        #expect(try encoded.decoded() == .minimal)
        #expect(throws: ValidationError.self) { try EncodedJSON<Article>(bytes: Array("{}".utf8)).decoded() }
        let writer = JSONWriter()
        writer.beginArray()
        encoded.bytes.withUnsafeBytes { writer.write(json: $0) }
        encoded.bytes.withUnsafeBytes { writer.write(json: $0) }
        writer.endArray()
        #expect(try [Article](json: writer.withBytes { Array($0) }) == [.minimal, .minimal])
    }

    @Test("a tree writes what it read")
    func node() throws {
        let text = #"{"a":[1,2.50,"x",null,true,{}],"b":{"c":-0.5,"d":[]}}"#
        var node = try JSONNode(reading: text)
        #expect(node.jsonText == text)
        #expect(node["b"]?["c"] == .number(ExactDecimal(coefficient: -5, exponent: -1)))
        node["b"] = nil
        node["e"] = false
        #expect(node.jsonText == #"{"a":[1,2.50,"x",null,true,{}],"e":false}"#)
        #expect(node.merging(["a": 1, "f": "g"]).jsonText == #"{"a":1,"e":false,"f":"g"}"#)
        #expect(node["zz"] == nil)
    }

    @Test("many tasks read and write at once")
    func parallel() async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 1...50 {
                group.addTask {
                    var article = Article.minimal
                    article.id = number
                    for _ in 0..<100 where try Article(json: article.json()) != article { return false }
                    return true
                }
            }
            for try await isSame in group { #expect(isSame) }
        }
    }
}
