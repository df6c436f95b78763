import HTTPTypes
import Schemas

/// A route as OpenAPI writes it.
struct OpenAPIOperation {
    private(set) var node: JSONNode

    /// - Parameter errorDetails: what an error's code may come with; nil where errors have no codes.
    init(
        _ route: RouteDocumentation, errorDetails: [JSONNode.Field]?, _ definitions: inout JSONSchemaDefinitions
    ) {
        self.node = [
            "tags": [.string(route.tag.name)], "summary": .string(route.summary), "operationId": .string(route.id),
        ]
        let parameters = route.parameters(&definitions)
        if !parameters.isEmpty { self.node["parameters"] = .array(parameters) }
        if let body = route.body?(&definitions) {
            var content = Self.content(body, [route.bodyMediaType])
            if let type = route.wholeBodyMediaType {
                content = content.merging(Self.content(BinaryContent.jsonSchema(in: &definitions), [type]))
            }
            self.node["requestBody"] = ["required": .bool(!route.isBodyOptional), "content": content]
        }
        let output = route.output(&definitions)
        var responses = route.statuses.map { status in
            Self.response(
                status, status.kind == .successful ? "Successful response" : Self.meaning(of: status), output,
                route.outputMediaTypes)
        }
        let quota = route.hasQuota ? RateLimitFields.references : []
        let fields =
            (route.hasLocation ? Self.location : []) + (route.hasEntityTag ? Self.entityTag : [])
            + (route.setsCookies ? Self.cookies : []) + quota
        if !fields.isEmpty {
            for index in responses.indices { responses[index].value["headers"] = .object(fields) }
        }
        if route.mayBeUnchanged {
            let notModified: JSONNode = [
                "description": "It is still the same", "headers": .object(Self.entityTag + quota),
            ]
            responses.append(JSONNode.Field("304", notModified))
        }
        for status in route.errors {
            if status == .tooManyRequests, route.hasQuota {
                responses.append(JSONNode.Field("429", RateLimitFields.refusalReference))
            } else {
                let meaning = Self.meaning(of: status, for: route)
                responses.append(Self.errorResponse(status, meaning, errorDetails, &definitions))
            }
        }
        self.node["responses"] = .object(responses)
        if let security = Self.security(of: route) { self.node["security"] = .array(security) }
    }

    /// What is required, by its name, or what does in its place (OpenAPI 3.1, "Security Requirement Object").
    private static func security(of route: RouteDocumentation) -> [JSONNode]? {
        guard route.access != .nothing || route.cookie != nil else { return nil }
        let permissions = route.access.permissions.map { JSONNode.string($0) }
        let required: JSONNode = route.access == .nothing ? [:] : ["HTTPBearer": .array(permissions)]
        return [required]
            + [route.cookie?.id, route.header?.id, route.parameter?.id].compactMap { $0 }
            .map { .object([JSONNode.Field($0, [])]) }
    }

    private static let entityTag = [
        JSONNode.Field("ETag", ["description": "Tells this state from others.", "schema": ["type": "string"]])
    ]

    private static let contentRange: JSONNode = [
        "Content-Range": ["description": "How many bytes there are.", "schema": ["type": "string"]]
    ]

    private static let location = [
        JSONNode.Field(
            "Location", ["description": "The path of what was created.", "schema": ["type": "string"]])
    ]

    private static let place = [
        JSONNode.Field("Location", ["description": "The path where it is.", "schema": ["type": "string"]])
    ]

    private static let cookies = [
        JSONNode.Field(
            "Set-Cookie",
            [
                "description": "What a browser keeps or forgets, one line each, if anything.",
                "schema": ["type": "string"],
            ])
    ]

    private static func errorResponse(
        _ status: HTTPResponse.Status, _ meaning: String, _ details: [JSONNode.Field]?,
        _ definitions: inout JSONSchemaDefinitions
    ) -> JSONNode.Field {
        let schema =
            switch status {
            case .unprocessableContent: HTTPValidationError.jsonSchema(in: &definitions)
            case .tooManyRequests: RateLimitError.jsonSchema(in: &definitions)
            default:
                details.map { CodedErrorMessage.jsonSchema(withDetails: $0, in: &definitions) }
                    ?? ErrorMessage.jsonSchema(in: &definitions)
            }
        var response = Self.response(status, meaning, schema)
        switch status {
        case .unauthorized:
            response.value["headers"] = ["WWW-Authenticate": ["schema": ["type": "string", "const": "Bearer"]]]
        case .rangeNotSatisfiable: response.value["headers"] = Self.contentRange
        case .movedPermanently: response.value["headers"] = .object(Self.place)
        case .tooManyRequests, .serviceUnavailable:
            response.value["headers"] = [
                "Retry-After": ["description": "Seconds to wait.", "schema": ["type": "integer"]]
            ]
        default: break
        }
        return response
    }

    private static func response(
        _ status: HTTPResponse.Status, _ meaning: String, _ schema: JSONNode,
        _ mediaTypes: [String] = ["application/json"]
    ) -> JSONNode.Field {
        var response: JSONNode = ["description": .string(meaning)]
        if status != .noContent { response["content"] = Self.content(schema, mediaTypes) }
        return JSONNode.Field(String(status.code), response)
    }

    private static func content(_ schema: JSONNode, _ mediaTypes: [String]) -> JSONNode {
        .object(mediaTypes.map { JSONNode.Field($0, ["schema": schema]) })
    }

    private static func meaning(of status: HTTPResponse.Status, for route: RouteDocumentation) -> String {
        if status == .unsupportedMediaType, route.bodyMediaType != "application/json" {
            return "The body is not declared as \(route.bodyMediaType), or holds what is not taken"
        }
        guard status == .forbidden, route.access.permissions.isEmpty else { return Self.meaning(of: status) }
        return route.cookie == nil
            ? "The credentials are right, but the account can't be used"
            : "The cookie came without the `X-CSRF-Token` of its session"
    }

    private static func meaning(of status: HTTPResponse.Status) -> String {
        switch status {
        case .movedPermanently: "It is at `Location` from now on"
        case .badRequest: "What is asked makes no sense in the present state"
        case .unauthorized: "The caller is not logged in"
        case .forbidden: "The role does not suffice"
        case .notFound: "There is no such thing"
        case .conflict: "Something else has the place already"
        case .requestTimeout: "The body did not arrive in time"
        case .preconditionFailed: "It is no longer what `If-Match` asks for"
        case .uriTooLong: "The address is longer than 8192 bytes"
        case .contentTooLarge: "The body is longer than the server takes"
        case .unsupportedMediaType: "The body is not declared as JSON"
        case .unprocessableContent: "Parameters or body are not valid"
        case .rangeNotSatisfiable: "There are no such bytes"
        case .tooManyRequests: "Too many requests in a short time"
        case .serviceUnavailable: "Something that is needed is away for the moment, or there is too much to do"
        default: status.reasonPhrase
        }
    }
}
