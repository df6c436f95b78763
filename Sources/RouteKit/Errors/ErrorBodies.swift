import Schemas

/// What every error but invalid input answers: one sentence.
struct ErrorMessage: SchemaObject {
    var detail: String

    static let schema = Schema(ErrorMessage.init) {
        Field("detail", \.detail).described("What is wrong, for people.").example("Product not found")
    }
}

/// What an error answers that has a name for programs.
///
/// It is a type of its own, because a missing optional would be written as `null`.
struct CodedErrorMessage: SchemaObject {
    var detail: String
    var code: String

    static let schema = Schema(CodedErrorMessage.init) {
        Field("detail", \.detail).described("What is wrong, for people.").example("Product not found")
        Field("code", \.code).described("What is wrong, for programs.").example("not_found")
    }

    /// What the description of an API shows where errors may have codes: not every one has.
    ///
    /// - Parameter details: what a code may come with.
    static func jsonSchema(
        withDetails details: [JSONNode.Field], in definitions: inout JSONSchemaDefinitions
    ) -> JSONNode {
        definitions.reference(self.schema.typeName) { definitions in
            var schema = self.schema.jsonSchema(in: &definitions)
            let properties = (schema["properties"] ?? [:]).merging(.object(details))
            schema["properties"] = properties
            schema["required"] = ["detail"]
            return schema
        }
    }
}

/// What invalid input answers: everything that is wrong with it, in FastAPI's form.
struct HTTPValidationError: SchemaObject {
    var detail: [ValidationError]

    static let schema = Schema(HTTPValidationError.init) {
        Field("detail", \.detail)
    }

    /// One violation.
    struct ValidationError: SchemaObject {
        var location: [LocationPart]
        var message: String
        var type: String

        static let schema = Schema(ValidationError.init) {
            Field("loc", \.location).described("Where: body, query or path, then fields and indexes.")
            Field("msg", \.message).described("What, for people.").example("Field required")
            Field("type", \.type).described("What, for programs.").example("missing")
        }
    }

    init(detail: [ValidationError]) {
        self.detail = detail
    }

    init(_ error: Schemas.ValidationError) {
        self.detail = error.violations.map {
            ValidationError(location: $0.path.map { LocationPart(part: $0) }, message: $0.message, type: $0.code)
        }
    }
}

/// A step on the way to a wrong value, a text or a number in JSON.
struct LocationPart: SchemaValue {
    var part: PathPart

    static func read(from reader: any ValueReader) throws(Rejected) -> LocationPart {
        LocationPart(part: .field(try reader.readString()))
    }

    func write(to writer: any ValueWriter) {
        switch self.part {
        case .field(let name): writer.write(name)
        case .index(let index): writer.write(Int64(index))
        }
    }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        ["anyOf": [["type": "string"], ["type": "integer"]]]
    }
}

/// What a client that calls too often gets.
struct RateLimitError: SchemaObject {
    var error = "rate_limit_exceeded"
    var message = "Too many requests. Please slow down and try again later."
    /// The limit, as in `5 per 1 minute`.
    var detail: String

    static let schema = Schema(RateLimitError.init) {
        Field("error", \.error).example("rate_limit_exceeded")
        Field("message", \.message).example("Too many requests. Please slow down and try again later.")
        Field("detail", \.detail).example("5 per 1 minute")
    }
}
