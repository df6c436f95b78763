/// How much of `multipart/form-data` is taken besides the bytes of its parts.
public struct MultipartLimits: Hashable, Sendable {
    /// The most parts.
    public var parts: Int
    /// The longest head of a part in bytes: names and values of its fields.
    public var headSize: Int

    public init(parts: Int = 32, headSize: Int = 8192) {
        self.parts = parts
        self.headSize = headSize
    }
}
