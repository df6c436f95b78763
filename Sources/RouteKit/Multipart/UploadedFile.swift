/// A file that came in a form.
public struct UploadedFile: Hashable, Sendable {
    /// What the client calls it, without folders; nil if it does not say. Nothing follows from it.
    public let name: String?
    /// The media type as the client says it. The bytes may be of another one.
    public let contentType: String?
    public let bytes: [UInt8]

    public init(name: String?, contentType: String?, bytes: [UInt8]) {
        self.name = name
        self.contentType = contentType
        self.bytes = bytes
    }
}
