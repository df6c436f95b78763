import Schemas
import Testing

/// What clients that are made from the description of the API can't do without.
@Suite struct DescriptionTests {
    @Test func everyOperationIsNamedAndHasAnAnswer() async throws {
        try await withShop { shop in
            let operations = self.operations(of: try await shop.get("/openapi.json").json)
            #expect(operations.count > 100)
            for (place, operation) in operations {
                #expect(operation["summary"]?.text?.isEmpty == false, "\(place)")
                #expect(operation["responses"]?.keys.contains { $0.hasPrefix("2") } == true, "\(place)")
            }
        }
    }

    /// An array or an object would be looked for in JSON.
    @Test func whatIsNoJSONIsText() async throws {
        try await withShop { shop in
            let document = try await shop.get("/openapi.json").json
            var types: Set<String> = []
            for (place, operation) in self.operations(of: document) {
                let contents = (operation["responses"]?.fields ?? []).flatMap { $0.value["content"]?.fields ?? [] }
                for media in contents where media.key != "application/json" {
                    #expect(media.value["schema"]?["type"] == "string", "\(place): \(media.key)")
                    types.insert(media.key)
                }
            }
            #expect(
                types.isSuperset(of: ["application/x-ndjson", "text/event-stream", "application/pdf", "image/webp"]))
            let export = document["paths"]?["/api/v1/admin/audit/export"]?["get"]?["responses"]?["200"]?["content"]
            let schema = export?["application/x-ndjson"]?["schema"]
            #expect(schema?["contentMediaType"] == "application/x-ndjson")
            #expect(schema?["contentSchema"]?["items"] == ["$ref": "#/components/schemas/V1AuditEntry"])
        }
    }

    /// Of a schema that is all of others, clients see the others alone; of an object they know the properties that are
    /// named, or those that all are of one schema.
    @Test func noSchemaIsOfAFormThatClientsMiss() async throws {
        try await withShop { shop in
            let document = try await shop.get("/openapi.json").json
            let composed = self.nodes(of: document).filter { $0["allOf"] != nil }
            #expect(composed.count > 3)
            for schema in composed {
                #expect(schema["allOf"]?.elements.count ?? 0 > 1 && schema["properties"] == nil, "\(schema)")
            }
            #expect(!self.nodes(of: document).contains { $0["patternProperties"] != nil })
            let parameters = document["paths"]?["/api/v1/products"]?["get"]?["parameters"]?.elements
            let option = parameters?.first { $0["name"] == "option" }?["schema"]
            #expect(option?["propertyNames"] == ["pattern": #"^option\..+$"#])
            #expect(option?["additionalProperties"]?["items"] == ["type": "string"])
        }
    }

    private func operations(of document: JSONNode) -> [(place: String, operation: JSONNode)] {
        (document["paths"]?.fields ?? []).flatMap { path in
            path.value.fields.map { ("\($0.key) \(path.key)", $0.value) }
        }
    }

    /// The node and all in it.
    private func nodes(of node: JSONNode) -> [JSONNode] {
        [node] + (node.fields.map(\.value) + node.elements).flatMap { self.nodes(of: $0) }
    }
}
