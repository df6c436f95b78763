import HTTPTypes
public import Schemas

/// The description of an API, as OpenAPI 3.1 writes it, made from the routes themselves.
public struct OpenAPIDocument: Sendable {
    /// The document as a tree.
    public let node: JSONNode

    /// - Parameters:
    ///   - title: what the API is called.
    ///   - version: the version of the API.
    ///   - summary: a paragraph about it; Markdown.
    public init(_ routes: RouteTable, title: String, version: String, summary: String) {
        var definitions = JSONSchemaDefinitions(prefix: "#/components/schemas/")
        var paths: [JSONNode.Field] = []
        var tags: [RouteTag] = []
        var groups: [(title: String, tags: [RouteTag])] = []
        for route in routes.routes {
            guard let documentation = route.documentation else { continue }
            let tag = documentation.tag
            if !tags.contains(tag) {
                tags.append(tag)
                let title = route.mount.title
                if let index = groups.firstIndex(where: { $0.title == title }) {
                    groups[index].tags.append(tag)
                } else {
                    groups.append((title, [tag]))
                }
            }
            let operation = OpenAPIOperation(documentation, errorDetails: route.mount.errorDetails, &definitions)
            let method = route.method.rawValue.lowercased()
            if let index = paths.firstIndex(where: { $0.key == route.path }) {
                paths[index].value[method] = operation.node
            } else {
                paths.append(JSONNode.Field(route.path, .object([JSONNode.Field(method, operation.node)])))
            }
        }
        var components: JSONNode = [:]
        if routes.routes.contains(where: { $0.documentation?.hasQuota == true }) {
            RateLimitFields.define(in: &components, &definitions)
        }
        components["schemas"] = .object(definitions.sorted)
        components["securitySchemes"] = Self.securitySchemes(of: routes)
        var document: JSONNode = [
            "openapi": "3.1.0",
            "info": ["title": .string(title), "version": .string(version), "description": .string(summary)],
            "servers": [["url": "/"]],
            "tags": .array(tags.map { ["name": .string($0.name), "description": .string($0.summary)] }),
            "paths": .object(paths),
            "components": components,
        ]
        if groups.count > 1 {
            // An extension by which ReDoc shows the groups.
            document["x-tagGroups"] = .array(
                groups.map { group in
                    ["name": .string(group.title), "tags": .array(group.tags.map { .string($0.name) })]
                })
        }
        self.node = document.withBodyExamples()
    }

    private static func securitySchemes(of routes: RouteTable) -> JSONNode {
        var schemes: JSONNode = ["HTTPBearer": ["type": "http", "scheme": "bearer", "bearerFormat": "JWT"]]
        for cookie in routes.routes.compactMap({ $0.documentation?.cookie }) {
            schemes[cookie.id] = [
                "type": "apiKey", "in": "cookie", "name": .string(cookie.name), "description": .string(cookie.summary),
            ]
        }
        for header in routes.routes.compactMap({ $0.documentation?.header }) {
            schemes[header.id] = [
                "type": "apiKey", "in": "header", "name": .string(header.name.rawName),
                "description": .string(header.summary),
            ]
        }
        for parameter in routes.routes.compactMap({ $0.documentation?.parameter }) {
            schemes[parameter.id] = [
                "type": "apiKey", "in": "query", "name": .string(parameter.name),
                "description": .string(parameter.summary),
            ]
        }
        return schemes
    }

    /// The document as it is sent.
    public var json: [UInt8] { self.node.json() }
}
