import Hummingbird
public import Schemas

/// A form that a route takes as `multipart/form-data` (RFC 7578): texts with a schema, and a file.
///
/// ```swift
/// input: .path(ProductPath.self, form: FormFormat(ImageFields.self, file: "file", maximumFileSize: 10_485_760))
/// ```
/// The body is read while it arrives, and the file's bytes are in memory once. Parts with other names are ignored.
public struct FormFormat<Fields: SchemaObject>: Sendable {
    /// The name of the part with the file.
    let fileName: String
    /// Bytes.
    let maximumFileSize: Int

    /// - Parameters:
    ///   - fields: the texts.
    ///   - file: the name of the part with the file.
    ///   - maximumFileSize: in bytes. What is around the file may be as long as the body of most routes.
    public init(_ fields: Fields.Type, file: String, maximumFileSize: Int) {
        self.fileName = file
        self.maximumFileSize = maximumFileSize
    }

    var body: BodyFormat<Form<Fields>> {
        BodyFormat(
            mediaType: "multipart/form-data", maximumSize: { $0 + self.maximumFileSize },
            read: { try await self.read($0, maximumSize: $1) }, schema: { self.schema(in: &$0) })
    }

    private func read(_ request: Request, maximumSize: Int) async throws -> Form<Fields> {
        let boundary = try MultipartBoundary(contentType: request.headers[.contentType])
        try request.refuseCompressed()
        var reader = FormReader(
            boundary, file: self.fileName, maximumFileSize: self.maximumFileSize,
            maximumTextSize: maximumSize - self.maximumFileSize,
            expectedSize: request.headers[.contentLength].flatMap { Int($0) })
        try await request.readBody(maximumSize: maximumSize) { try reader.take($0) }
        return try reader.form(of: Fields.self)
    }

    /// An object of the texts and the file.
    private func schema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        var schema = Fields.schema.jsonSchema(in: &definitions)
        let file = BinaryContent.jsonSchema(in: &definitions)
        schema["properties"] = JSONNode.object([.init(self.fileName, file)]).merging(schema["properties"] ?? [:])
        var required: [JSONNode] = [.string(self.fileName)]
        if case .array(let others)? = schema["required"] { required += others }
        schema["required"] = .array(required)
        return schema
    }
}
