public import Schemas

/// What a form holds: texts, and a file.
public struct Form<Fields: SchemaObject>: Sendable {
    public let fields: Fields
    public let file: UploadedFile
}
