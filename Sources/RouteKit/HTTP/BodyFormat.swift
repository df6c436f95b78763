import Hummingbird
import Schemas

/// How the body of a route is written, and how it is read.
struct BodyFormat<Body: Sendable>: Sendable {
    let mediaType: String
    /// What the body may be as a whole instead, by its media type: a file without a form around it.
    var wholeMediaType: String?
    /// Whether a request without a body is as good as one with an empty object.
    var isOptional = false
    /// The longest one in bytes, given the longest of most routes.
    let maximumSize: @Sendable (_ general: Int) -> Int
    /// Reads a body that must not be longer than so many bytes.
    ///
    /// It throws a `ValidationError` with paths inside the body, and `HTTPError` where the body is of another media type, too
    /// long, malformed or late.
    let read: @Sendable (_ request: Request, _ maximumSize: Int) async throws -> Body
    /// The schema, as the description shows it.
    let schema: @Sendable (inout JSONSchemaDefinitions) -> JSONNode
}

extension BodyFormat where Body: SchemaObject {
    static func json(isOptional: Bool = false) -> BodyFormat {
        BodyFormat(
            mediaType: "application/json", isOptional: isOptional, maximumSize: { $0 },
            read: { request, maximumSize in
                try await request.decodedBody(Body.self, orEmptyObject: isOptional, maximumSize: maximumSize)
            },
            schema: { definitions in Body.jsonSchema(in: &definitions) })
    }
}
