import FoundationEssentials
import Schemas

/// A model with every kind of field.
struct Article: SchemaObject, Equatable {
    var id: Int
    var title: String
    var price: ExactDecimal
    var weight: Double?
    var tags: [String] = []
    var parts: [Part] = []
    var state = State.draft
    var isListed = true
    var stock: [ExactText: Int] = [:]
    var changedAt: Date?

    enum State: String, SchemaEnum { case draft, live, gone }

    static let schema = Schema("articles", Article.init) {
        Field("id", \.id).alsoAs("number").positive()
        Field("title", \.title).length(2...20)
        Field("price", \.price).decimals(...2)
        Field("weight", \.weight)
        Field("tags", \.tags, default: []).count(...3)
        Field("parts", \.parts, default: [])
        Field("state", \.state, default: .draft)
        Field("is_listed", \.isListed, default: true)
        Field("stock", \.stock, default: [:])
        Field("changed_at", \.changedAt)
    }

    static let minimal = Article(id: 1, title: "Chair", price: ExactDecimal(coefficient: 1999, exponent: -2))
}

struct Part: SchemaObject, Equatable {
    var name: String
    var count: Int32

    static let schema = Schema(Part.init) {
        Field("name", \.name).notBlank()
        Field("count", \.count, default: 1).range(1...99)
    }
}

/// A partial update.
struct ArticlePatch: SchemaObject, Equatable {
    var title: Patch<String>
    var weight: Patch<Double?>
    var part: Patch<Part>

    static let schema = Schema(ArticlePatch.init) {
        Field("title", \.title).length(2...20)
        Field("weight", \.weight)
        Field("part", \.part)
    }
}

/// A recursive model.
struct Branch: SchemaObject, Equatable {
    var children: [Branch]

    static let schema = Schema(Branch.init) {
        Field("c", \.children, default: [])
    }
}

/// A value alone in an object, to test the value's own reading.
struct Box<Value: SchemaValue & Equatable>: SchemaObject, Equatable {
    var value: Value

    static var schema: Schema<Box> { Schema(Box.init) { Field("value", \.value) } }
}

extension SchemaValue {
    init(reading json: String) throws(ValidationError) {
        try self.init(json: Array(json.utf8))
    }

    var jsonText: String { String(decoding: self.json(), as: UTF8.self) }
}

/// What is wrong with a text, as `path code`, or nothing.
func problems<Value: SchemaValue>(_ type: Value.Type, _ json: [UInt8]) -> [String] {
    do throws(ValidationError) {
        _ = try Value(json: json)
        return []
    } catch {
        return error.violations.map { "\($0.path.map(\.description).joined(separator: ".")) \($0.code)" }
    }
}

func problems<Value: SchemaValue>(_ type: Value.Type, _ json: String) -> [String] {
    problems(type, Array(json.utf8))
}
