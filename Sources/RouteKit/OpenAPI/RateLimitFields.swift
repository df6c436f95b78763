import Schemas

/// How the description of an API speaks of quotas: once, under `components`, to which the operations refer.
enum RateLimitFields {
    private static let all: [(name: String, description: String)] = [
        ("RateLimit-Limit", "How many requests the quota has that counted this one."),
        ("RateLimit-Remaining", "How many of them are left. Every answer says it, errors too."),
        ("RateLimit-Reset", "Seconds until all are there again, if none comes meanwhile."),
    ]

    /// What the answers of an operation refer to.
    static let references = Self.all.map { field in
        JSONNode.Field(field.name, ["$ref": .string("#/components/headers/\(field.name)")])
    }

    /// What the answer to a request too many refers to.
    static let refusalReference: JSONNode = ["$ref": "#/components/responses/RateLimited"]

    /// Adds what is referred to.
    static func define(in components: inout JSONNode, _ definitions: inout JSONSchemaDefinitions) {
        components["headers"] = .object(
            Self.all.map { field in
                JSONNode.Field(
                    field.name, ["description": .string(field.description), "schema": ["type": "integer"]])
            })
        let retryAfter: JSONNode = ["description": "Seconds to wait.", "schema": ["type": "integer"]]
        components["responses"] = [
            "RateLimited": [
                "description": "Too many requests in a short time",
                "headers": .object([JSONNode.Field("Retry-After", retryAfter)] + Self.references),
                "content": [
                    "application/json": ["schema": CodedErrorMessage.jsonSchema(in: &definitions)]
                ],
            ]
        ]
    }
}
