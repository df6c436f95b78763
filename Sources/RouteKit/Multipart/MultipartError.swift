/// Why bytes are no `multipart/form-data`, or more of it than is taken.
public struct MultipartError: Error, Hashable, Sendable {
    public enum Code: Hashable, Sendable {
        /// The bytes break the format's rules.
        case malformed
        /// They end before the last boundary.
        case truncated
        /// There are more parts, or longer heads of parts, than is taken.
        case tooLarge
    }

    public let code: Code
    /// A sentence for the client.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
