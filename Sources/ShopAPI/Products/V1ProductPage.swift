import Catalog
import RouteKit
import Schemas
import ShopCore

/// A page of products, with what each further filter would leave where that was asked for.
struct V1ProductPage: SchemaValue, RouteOutput {
    private let page: V1Page<V1Product>
    private let facets: V1Facets?

    init(_ page: CountedPage<ListedProduct>, _ facets: ProductFacets?) {
        self.page = V1Page(page.map { V1Product($0) })
        self.facets = facets.map { V1Facets($0) }
    }

    func write(to writer: any ValueWriter) {
        writer.beginObject()
        self.page.writeFields(to: writer)
        if let facets {
            writer.key("facets")
            facets.write(to: writer)
        }
        writer.endObject()
    }

    static func read(from reader: any ValueReader) throws(Rejected) -> V1ProductPage {
        throw reader.reject("value_error", "A page is not read")
    }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        definitions.reference("V1ProductPage") { definitions in
            var node = V1Page<V1Product>.description(in: &definitions)
            var facets = V1Facets.jsonSchema(in: &definitions)
            facets["description"] = "There only where it was asked for."
            node["properties"]?["facets"] = facets
            return node
        }
    }
}
