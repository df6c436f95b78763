import RouteKit
import Schemas
import ShopCore

/// Which page of a list.
struct V1PageQuery: SchemaObject {
    var page: Int
    var size: Int

    static let schema = Schema(V1PageQuery.init) {
        Field.page(\V1PageQuery.page)
        Field.pageSize(\V1PageQuery.size)
    }

    var request: PageRequest { PageRequest(page: self.page, size: self.size) }
}

extension Field where Value == Int {
    /// Which page of a list, counted from 1.
    static func page(_ keyPath: any KeyPath<Root, Int> & Sendable) -> Field {
        Field("page", keyPath, default: 1).range(1...PageRequest.last).described("Counted from 1.")
    }

    /// How many items a page has.
    static func pageSize(_ keyPath: any KeyPath<Root, Int> & Sendable) -> Field {
        Field("page_size", keyPath, default: 20).range(1...100)
    }
}

/// A page of a list.
///
/// Written by hand: a generic type can't keep a schema.
struct V1Page<Item: SchemaObject>: SchemaValue, RouteOutput {
    private let page: CountedPage<Item>

    init(_ page: CountedPage<Item>) {
        self.page = page
    }

    func write(to writer: any ValueWriter) {
        writer.beginObject()
        self.writeFields(to: writer)
        writer.endObject()
    }

    /// The fields alone, for a page that has more.
    func writeFields(to writer: any ValueWriter) {
        writer.key("items")
        self.page.items.write(to: writer)
        writer.key("total")
        writer.write(Int64(self.page.total))
        if !self.page.isTotalExact {
            writer.key("total_is_exact")
            writer.write(false)
        }
        writer.key("page")
        writer.write(Int64(self.page.request.page))
        writer.key("page_size")
        writer.write(Int64(self.page.request.size))
        writer.key("has_next")
        writer.write(self.page.hasNext)
    }

    static func read(from reader: any ValueReader) throws(Rejected) -> V1Page {
        throw reader.reject("value_error", "A page is not read")
    }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        definitions.reference("\(Item.schema.typeName)Page") { definitions in Self.description(in: &definitions) }
    }

    static func description(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        [
            "type": "object",
            "properties": [
                "items": ["type": "array", "items": Item.jsonSchema(in: &definitions)],
                "total": [
                    "type": "integer", "minimum": 0,
                    "maximum": .number(
                        ExactDecimal(coefficient: Int64(CountedPage<Item>.highestTotal), exponent: 0)),
                    "description": "How many there are in all, or the maximum where there are more.",
                ],
                "total_is_exact": [
                    "type": "boolean", "const": false, "description": "There only where `total` has its maximum.",
                ],
                "page": ["type": "integer", "minimum": 1],
                "page_size": ["type": "integer", "minimum": 1, "maximum": 100],
                "has_next": ["type": "boolean"],
            ],
            "required": ["items", "total", "page", "page_size", "has_next"],
        ]
    }
}
