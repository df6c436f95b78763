import Schemas
import Testing

@testable import RouteKit

@Suite struct OpenAPIDocumentTests {
    private let document = OpenAPIDocument(
        RouteTable(ToyAPI().routes), title: "Toys", version: "1.0.0", summary: "For tests."
    ).node

    private func operation(_ path: String, _ method: String) throws -> JSONNode {
        try #require(self.document["paths"]?[path]?[method])
    }

    private func keys(_ node: JSONNode?) -> [String] {
        guard case .object(let fields)? = node else { return [] }
        return fields.map(\.key)
    }

    @Test func listsTheRoutes() {
        #expect(self.document["openapi"] == "3.1.0")
        #expect(self.document["info"]?["title"] == "Toys")
        #expect(
            self.keys(self.document["paths"]) == [
                "/things", "/things/{name}", "/things/{name}/parts", "/stream", "/me", "/broken", "/slow", "/state",
                "/drawer", "/purse", "/basket", "/pictures/{name}", "/papers/{name}",
            ])
        #expect(self.keys(self.document["paths"]?["/things"]) == ["get", "post"])
        #expect(
            self.document["components"]?["securitySchemes"]?["HTTPBearer"]
                == ["type": "http", "scheme": "bearer", "bearerFormat": "JWT"])
    }

    @Test func describesParameters() throws {
        let operation = try self.operation("/things", "get")
        #expect(operation["operationId"] == "listThings")
        #expect(
            operation["parameters"] == [
                [
                    "name": "name", "in": "query", "required": false, "description": "What it is called.",
                    "example": "lamp", "schema": ["anyOf": [["type": "string"], ["type": "null"]]],
                ],
                [
                    "name": "limit", "in": "query", "required": false,
                    "schema": ["type": "integer", "minimum": 1, "maximum": 100, "default": 20],
                ],
            ])
        #expect(
            try self.operation("/things/{name}", "get")["parameters"] == [
                ["name": "name", "in": "path", "required": true, "schema": ["type": "string", "maxLength": 20]],
                [
                    "name": "If-None-Match", "in": "header", "required": false,
                    "description": "The `ETag` of what you have. If it is still the same, it is not sent again (304).",
                    "schema": ["type": "string"],
                ],
            ])
    }

    @Test func describesBodiesWithAnExample() throws {
        let media = try self.operation("/things", "post")["requestBody"]?["content"]?["application/json"]
        #expect(media?["schema"] == ["$ref": "#/components/schemas/Thing"])
        #expect(media?["example"] == ["name": "lamp", "count": 1])
        #expect(try self.operation("/things", "post")["responses"]?["201"] != nil)
        #expect(try self.operation("/things", "get")["requestBody"] == nil)
    }

    @Test(arguments: [
        ("/things", "get", ["200", "414", "422", "429", "503"]),
        ("/things/{name}", "get", ["200", "304", "404", "414", "422", "429", "503"]),
        ("/things/{name}", "put", ["200", "401", "403", "408", "413", "414", "415", "422", "503"]),
        ("/things/{name}/parts", "get", ["200", "414", "422", "503"]),
        ("/me", "get", ["200", "401", "503"]), ("/state", "get", ["200"]),
        ("/drawer", "post", ["200", "401", "408", "409", "413", "415", "422", "503"]),
    ])
    func documentsStatuses(path: String, method: String, statuses: [String]) throws {
        #expect(try self.keys(self.operation(path, method)["responses"]) == statuses)
    }

    @Test func tellsWhatNeedsALogin() throws {
        #expect(try self.operation("/me", "get")["security"] == [["HTTPBearer": []]])
        #expect(try self.operation("/things", "get")["security"] == nil)
    }

    @Test func leavesPagesOut() {
        let pages = DocsRoutes(document: [], title: "Toys", assetsFolder: "none").routes
        let document = OpenAPIDocument(RouteTable(pages), title: "Toys", version: "1", summary: "").node
        #expect(document["paths"] == [:])
    }

    @Test func describesFormsWithTheirFile() throws {
        let media = try self.operation("/pictures/{name}", "post")["requestBody"]?["content"]?["multipart/form-data"]
        let schema = try #require(media?["schema"])
        #expect(schema["properties"]?["file"]?["format"] == "binary")
        #expect(schema["properties"]?["alt"]?["type"] == "string")
        #expect(schema["required"] == ["file", "alt"])
        let responses = try self.operation("/pictures/{name}", "post")["responses"]
        #expect(Set(self.keys(responses)).isSuperset(of: ["200", "400", "408", "413", "415", "422"]))
    }

    @Test func describesDownloadsWithTheirParts() throws {
        let responses = try #require(try self.operation("/pictures/{name}", "get")["responses"])
        for status in ["200", "206"] {
            #expect(responses[status]?["content"]?["image/png"]?["schema"]?["format"] == "binary")
        }
        #expect(responses["416"] != nil && responses["304"] != nil)
        let parameters = try self.operation("/pictures/{name}", "get")["parameters"]
        guard case .array(let list)? = parameters else { return #expect(Bool(false)) }
        #expect(list.map { $0["name"] } == ["name", "If-None-Match", "Range", "If-Range"])
    }
}
