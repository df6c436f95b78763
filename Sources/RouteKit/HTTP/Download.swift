public import NIOCore
public import Schemas

/// An answer of bytes that are no JSON: a picture, a document, a table. Clients may ask for a part of it, and go on with
/// what broke off.
///
/// A route that answers it says the media type in its ``RouteOptions/mediaTypes``.
public struct Download: RouteOutput {
    public typealias Described = BinaryContent

    /// How long others may keep it.
    public enum Caching: Hashable, Sendable {
        /// As long as they like, a year at least: an address like this never answers anything else.
        case immutable
        /// They must ask whether it is still the same.
        case revalidated
    }

    /// What becomes of it in a browser.
    public enum Disposition: Hashable, Sendable {
        /// It is shown, if it can be.
        case inline
        /// It is saved under a name.
        case attachment(fileName: String)
    }

    private enum Source {
        case memory(ByteBuffer)
        case stream(@Sendable (Range<Int>) -> BodyStream)
    }

    /// How many bytes it has.
    public let length: Int
    public let contentType: String
    public let entityTag: String?
    public let caching: Caching
    public let disposition: Disposition
    private let source: Source

    /// Bytes that are in memory.
    ///
    /// - Parameters:
    ///   - contentType: the media type. Browsers are told to take the bytes for nothing else.
    ///   - entityTag: what tells the bytes from others, in quotation marks.
    public init(
        _ bytes: ByteBuffer, contentType: String, entityTag: String, caching: Caching = .revalidated,
        disposition: Disposition = .inline
    ) {
        self.init(bytes.readableBytes, contentType, entityTag, caching, disposition, .memory(bytes))
    }

    /// Bytes that are sent as they are fetched.
    ///
    /// - Parameters:
    ///   - length: how many bytes there are.
    ///   - contentType: the media type. Browsers are told to take the bytes for nothing else.
    ///   - entityTag: what tells the bytes from others, in quotation marks.
    ///   - stream: sends a part of the bytes, exactly as many as are asked for.
    public init(
        length: Int, contentType: String, entityTag: String, caching: Caching = .revalidated,
        disposition: Disposition = .inline, stream: @escaping @Sendable (Range<Int>) -> BodyStream
    ) {
        self.init(length, contentType, entityTag, caching, disposition, .stream(stream))
    }

    private init(
        _ length: Int, _ contentType: String, _ entityTag: String, _ caching: Caching, _ disposition: Disposition,
        _ source: Source
    ) {
        self.length = length
        self.contentType = contentType
        self.entityTag = entityTag
        self.caching = caching
        self.disposition = disposition
        self.source = source
    }

    public var responseBody: ByteBuffer {
        if case .memory(let bytes) = self.source { bytes } else { ByteBuffer() }
    }

    public var download: Download? { self }
    public static var hasEntityTag: Bool { true }
    public static var isDownload: Bool { true }

    /// The bytes of a part, if they are in memory, or else what sends them.
    func part(_ range: Range<Int>) -> (bytes: ByteBuffer, stream: BodyStream?) {
        switch self.source {
        case .memory(let bytes):
            let slice = bytes.getSlice(at: bytes.readerIndex + range.lowerBound, length: range.count)
            return (slice ?? ByteBuffer(), nil)
        case .stream(let stream): return (ByteBuffer(), tellingFailures(of: Self.counted(range.count, stream(range))))
        }
    }

    /// The same stream, which fails where it does not send so many bytes: a client that waits for the others would take them
    /// from the next answer.
    private static func counted(_ count: Int, _ stream: @escaping BodyStream) -> BodyStream {
        { send in
            var left = count
            try await stream { part in
                left -= part.readableBytes
                guard left >= 0 else { throw WrongLength() }
                try await send(part)
            }
            guard left == 0 else { throw WrongLength() }
        }
    }

    private struct WrongLength: Error, CustomStringConvertible {
        var description: String { "the bytes of a download are more or fewer than it has said" }
    }
}

/// Stands for bytes that are no JSON in the description of an API.
public enum BinaryContent: SchemaValue {
    public static func read(from reader: any ValueReader) throws(Rejected) -> BinaryContent {
        throw reader.reject("bytes_type", "Bytes are no part of a document")
    }

    public func write(to writer: any ValueWriter) {}

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        ["type": "string", "format": "binary", "contentMediaType": "application/octet-stream"]
    }
}
