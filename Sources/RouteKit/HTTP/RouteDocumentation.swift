import HTTPTypes
import Schemas

/// What the API's description says about a route.
struct RouteDocumentation: Sendable {
    var id: String
    let summary: String
    let tag: RouteTag
    let access: AccessRequirement
    /// What callers may show in its place; nil for nothing.
    let cookie: CookieScheme?
    let header: HeaderScheme?
    let parameter: ParameterScheme?
    /// Every status that the route may answer with besides success, in order.
    private(set) var errors: [HTTPResponse.Status]
    /// Whether answers tell the client of its quota.
    private(set) var hasQuota = false
    /// The statuses of success, and others with the same body.
    let statuses: [HTTPResponse.Status]
    /// Whether success has a `Location`.
    let hasLocation: Bool
    /// Whether success has an `ETag`.
    let hasEntityTag: Bool
    /// Whether success sets cookies.
    let setsCookies: Bool
    /// Whether a client that has the same already is told so.
    let mayBeUnchanged: Bool
    /// The parameters as OpenAPI writes them.
    let parameters: @Sendable (inout JSONSchemaDefinitions) -> [JSONNode]
    /// The schema of the body; nil when the route takes none.
    let body: (@Sendable (inout JSONSchemaDefinitions) -> JSONNode)?
    let bodyMediaType: String
    /// The media type of a body that is the file itself; nil where none can be.
    let wholeBodyMediaType: String?
    /// Whether the body may be missing.
    let isBodyOptional: Bool
    /// The schema of the response's body.
    let output: @Sendable (inout JSONSchemaDefinitions) -> JSONNode
    let outputMediaTypes: [String]
    /// Whether a part of the response's body can be asked for.
    let isDownload: Bool

    init<Caller, Path, Query, Body, Output: RouteOutput>(
        id: String, summary: String, tag: RouteTag, steps: RouteSteps<Caller, Path, Query, Body, Output>, takesKey: Bool
    ) {
        self.id = id
        self.summary = summary
        self.tag = tag
        self.access = steps.access.requirement
        let takesCookie = steps.access.cookie != nil
        self.cookie = steps.access.cookie
        self.header = steps.access.header
        self.parameter = steps.access.parameter
        self.statuses = [steps.options.status] + Output.otherStatuses + (Output.isDownload ? [.partialContent] : [])
        self.hasLocation = Output.hasLocation
        self.hasEntityTag = Output.hasEntityTag
        self.setsCookies = Output.setsCookies
        let mayBeUnchanged = Output.hasEntityTag && steps.readsOnly
        self.mayBeUnchanged = mayBeUnchanged
        self.errors = Self.errors(of: steps, takesKey: takesKey).sorted { $0.code < $1.code }
        let takesCondition = steps.options.takesCondition
        self.parameters = { definitions in
            var parameters = Self.parameters(of: Path.self, in: "path", &definitions)
            parameters += Self.parameters(of: Query.self, in: "query", &definitions)
            if takesKey { parameters.append(Self.idempotencyKey(isRemade: Output.self is any RemadeOutput.Type)) }
            if takesCookie { parameters.append(Self.csrfToken) }
            if takesCondition { parameters.append(Self.ifMatch) }
            if mayBeUnchanged { parameters.append(Self.ifNoneMatch) }
            if Output.isDownload { parameters += Self.range }
            if Output.self is any DescribingEvents.Type { parameters.append(Self.lastEventID) }
            return parameters
        }
        self.isBodyOptional = steps.input.body.isOptional
        self.bodyMediaType = steps.input.body.mediaType
        self.wholeBodyMediaType = steps.input.body.wholeMediaType
        self.body = steps.input.takesBody ? steps.input.body.schema : nil
        self.outputMediaTypes = steps.options.mediaTypes
        self.isDownload = Output.isDownload
        self.output = { definitions in Output.Described.jsonSchema(in: &definitions) }
    }

    /// Says that a quota counts the requests, or that none does, in place of a limit of the route's own.
    mutating func setQuota(_ quota: Quota) {
        self.hasQuota = quota != .exempt
        self.errors.removeAll { $0 == .tooManyRequests }
        if self.hasQuota { self.errors = (self.errors + [.tooManyRequests]).sorted { $0.code < $1.code } }
    }

    private static func errors<Caller, Path, Query, Body, Output>(
        of steps: RouteSteps<Caller, Path, Query, Body, Output>, takesKey: Bool
    ) -> Set<HTTPResponse.Status> {
        var statuses = Set(steps.options.errors)
        if steps.access.requirement != .nothing { statuses.insert(.unauthorized) }
        if !steps.access.requirement.permissions.isEmpty { statuses.insert(.forbidden) }
        if steps.access.cookie != nil { statuses.insert(.forbidden) }
        if !steps.input.isNothing { statuses.insert(.unprocessableContent) }
        if steps.input.takesBody {
            statuses.formUnion([.requestTimeout, .contentTooLarge, .unsupportedMediaType])
            if steps.input.body.mediaType != "application/json" { statuses.insert(.badRequest) }
        }
        if steps.input.takesPath || steps.input.takesQuery { statuses.insert(.uriTooLong) }
        if steps.options.takesCondition { statuses.insert(.preconditionFailed) }
        if Output.isDownload { statuses.insert(.rangeNotSatisfiable) }
        if takesKey { statuses.formUnion([.conflict, .requestTimeout, .contentTooLarge, .unprocessableContent]) }
        if steps.options.isRateLimited { statuses.insert(.tooManyRequests) }
        if !steps.options.isAlwaysAdmitted { statuses.insert(.serviceUnavailable) }
        return statuses
    }

    /// - Parameter isRemade: whether the answer to a request that comes again is made anew.
    private static func idempotencyKey(isRemade: Bool) -> JSONNode {
        let answer = isRemade ? "an answer about the same, with new tokens" : "the same answer"
        let summary = """
            A name for this request that no other of yours has, for example a UUID. Sent again with the same name, the \
            request is not done again: within a day it gets \(answer), with `Idempotency-Replayed: true`. While the \
            first is being answered that is a 409; with another body or query, a 422.
            """
        return [
            "name": "Idempotency-Key", "in": "header", "required": false, "description": .string(summary),
            "schema": ["type": "string", "pattern": .string(IdempotencyKey.pattern)],
            "example": "5f3b3f0e-1c0f-4b2b-9d0a-7f3c1f1a2e55",
        ]
    }

    private static let csrfToken: JSONNode = [
        "name": "X-CSRF-Token", "in": "header", "required": false,
        "description": "The `csrf_token` of the cookie's session: required where the cookie shows who calls.",
        "schema": ["type": "string"],
    ]

    private static let ifMatch: JSONNode = [
        "name": "If-Match", "in": "header", "required": false,
        "description": """
        The `ETag` of what you have read. If it has been changed since, by whomever, nothing is done (412). `*` asks \
        only that it is there.
        """,
        "schema": ["type": "string"], "example": "*",
    ]

    private static let ifNoneMatch: JSONNode = [
        "name": "If-None-Match", "in": "header", "required": false,
        "description": "The `ETag` of what you have. If it is still the same, it is not sent again (304).",
        "schema": ["type": "string"],
    ]

    private static let lastEventID: JSONNode = [
        "name": "Last-Event-ID", "in": "header", "required": false,
        "description": """
        The `id` of the last event that you have: the stream goes on behind it. Browsers send it by themselves when they \
        connect again.
        """,
        "schema": ["type": "string"],
    ]

    private static let range: [JSONNode] = [
        [
            "name": "Range", "in": "header", "required": false,
            "description": "The part that you want, as in `bytes=0-1023` (206). Of several parts you get the whole.",
            "schema": ["type": "string"],
        ],
        [
            "name": "If-Range", "in": "header", "required": false,
            "description": "The `ETag` of what you have a part of. If it is another one now, you get the whole.",
            "schema": ["type": "string"],
        ],
    ]

    /// Describes an object whose fields are parameters that begin with its name.
    private static func spread(_ parameter: inout JSONNode, _ schema: JSONNode, named name: String) {
        parameter["name"] = .string(String(name.dropLast()))
        parameter["style"] = "form"
        parameter["explode"] = true
        // Not by `patternProperties`: a client that is made from the description would know of no properties at all.
        parameter["schema"] = [
            "type": "object", "propertyNames": ["pattern": .string("^" + name.dropLast() + "\\..+$")],
            "additionalProperties": schema["additionalProperties"] ?? [:],
        ]
    }

    private static func parameters<Value: SchemaObject>(
        of type: Value.Type, in location: String, _ definitions: inout JSONSchemaDefinitions
    ) -> [JSONNode] {
        Value.schema.parameters(in: &definitions).map { name, isRequired, schema in
            var schema = schema
            var parameter: JSONNode = [
                "name": .string(name), "in": .string(location), "required": .bool(isRequired),
            ]
            // OpenAPI shows a parameter's own description and example, not its schema's.
            if let summary = schema["description"] { parameter["description"] = summary }
            if case .array(let examples)? = schema["examples"] { parameter["example"] = examples.first }
            schema["description"] = nil
            schema["examples"] = nil
            parameter["schema"] = schema
            if name.hasSuffix(".") { Self.spread(&parameter, schema, named: name) }
            return parameter
        }
    }
}
