import BSON
import Catalog
import Schemas
import ShopCore

/// A category without what is part of it.
struct V1Category: SchemaObject {
    var id: ObjectID
    var name: String
    var slug: String
    var description: String?
    var parentID: ObjectID?
    var sortOrder: Int
    var productCount: Int

    static let schema = Schema(V1Category.init) {
        Field("id", \.id)
        Field("name", \.name).example("Electronics")
        Field("slug", \.slug).example("electronics")
        Field("description", \.description)
        Field("parent_id", \.parentID).described("Null at the top.")
        Field("sort_order", \.sortOrder).example(0)
        Field("product_count", \.productCount).described("Active products, those of its parts included.").example(5)
    }
}

extension V1Category {
    init(_ tree: CategoryTree) {
        let category = tree.category
        self.init(
            id: category.id, name: category.name, slug: category.slug, description: category.description,
            parentID: category.parentID, sortOrder: category.sortOrder, productCount: tree.productCount)
    }
}

/// A category with all that is part of it.
///
/// Written by hand: a schema can't contain itself.
struct V1CategoryTree: SchemaValue {
    private let tree: CategoryTree

    init(_ tree: CategoryTree) {
        self.tree = tree
    }

    func write(to writer: any ValueWriter) {
        let category = self.tree.category
        writer.beginObject()
        writer.key("id")
        category.id.write(to: writer)
        writer.key("name")
        writer.write(category.name)
        writer.key("slug")
        writer.write(category.slug)
        writer.key("description")
        category.description.write(to: writer)
        writer.key("parent_id")
        category.parentID.write(to: writer)
        writer.key("sort_order")
        writer.write(Int64(category.sortOrder))
        writer.key("product_count")
        writer.write(Int64(self.tree.productCount))
        writer.key("children")
        self.tree.parts.map { V1CategoryTree($0) }.write(to: writer)
        writer.endObject()
    }

    static func read(from reader: any ValueReader) throws(Rejected) -> V1CategoryTree {
        throw reader.reject("value_error", "A category is not read")
    }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        definitions.reference("V1CategoryTree") { definitions in
            [
                "allOf": [
                    V1Category.jsonSchema(in: &definitions),
                    [
                        "type": "object",
                        "properties": [
                            "children": ["type": "array", "items": V1CategoryTree.jsonSchema(in: &definitions)]
                        ],
                        "required": ["children"],
                    ],
                ]
            ]
        }
    }
}

/// All categories: as trees, or a page of them.
enum V1CategoryList: SchemaValue {
    case trees([CategoryTree])
    case page(CountedPage<CategoryTree>)

    func write(to writer: any ValueWriter) {
        switch self {
        case .page(let page): V1Page(page.map { V1Category($0) }).write(to: writer)
        case .trees(let trees):
            writer.beginObject()
            writer.key("items")
            trees.map { V1CategoryTree($0) }.write(to: writer)
            writer.endObject()
        }
    }

    static func read(from reader: any ValueReader) throws(Rejected) -> V1CategoryList {
        throw reader.reject("value_error", "A list is not read")
    }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        [
            "anyOf": [
                [
                    "type": "object",
                    "properties": ["items": ["type": "array", "items": V1CategoryTree.jsonSchema(in: &definitions)]],
                    "required": ["items"],
                ],
                V1Page<V1Category>.jsonSchema(in: &definitions),
            ]
        ]
    }
}
