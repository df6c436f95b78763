public import HTTPTypes
import Hummingbird
public import NIOCore
public import Schemas

/// What a route's handler may return.
///
/// A type with a schema conforms by saying so; its JSON is written straight into the response's buffer.
public protocol RouteOutput: Sendable {
    /// What the description of the API shows for it.
    associatedtype Described: SchemaValue = Self

    /// The body of the response.
    var responseBody: ByteBuffer { get }

    /// What sends the body in place of ``responseBody``; nil where that is all. It has no length, nor an entity tag, and no
    /// key keeps it.
    var bodyStream: BodyStream? { get }

    /// The media type of what ``bodyStream`` sends.
    static var streamedType: String { get }

    /// The answer as bytes that are no JSON, where ``isDownload``: ``responseBody`` and ``bodyStream`` don't count then.
    var download: Download? { get }

    /// A status in place of the route's own, one of ``otherStatuses``.
    var responseStatus: HTTPResponse.Status? { get }

    /// What tells the body from others of the same route, for clients that ask whether they have it already; nil
    /// where that is not worth knowing.
    var entityTag: String? { get }

    /// The path of what was created; nil where nothing was.
    var location: String? { get }

    /// What the browser is to keep for further requests, or to forget.
    var cookies: [SetCookie] { get }

    /// The statuses besides the route's own with which it may be sent.
    static var otherStatuses: [HTTPResponse.Status] { get }

    /// Whether it is bytes that are no JSON.
    static var isDownload: Bool { get }

    /// Whether it has an ``entityTag``.
    static var hasEntityTag: Bool { get }

    /// Whether it has a ``location``.
    static var hasLocation: Bool { get }

    /// Whether it is for the client alone, even where no login is needed.
    static var isSecret: Bool { get }

    /// Whether it has ``cookies``.
    static var setsCookies: Bool { get }
}

extension RouteOutput {
    public var bodyStream: BodyStream? { nil }
    public static var streamedType: String { "application/json" }
    public var download: Download? { nil }
    public var responseStatus: HTTPResponse.Status? { nil }
    public var entityTag: String? { nil }
    public var location: String? { nil }
    public var cookies: [SetCookie] { [] }
    public static var otherStatuses: [HTTPResponse.Status] { [] }
    public static var isDownload: Bool { false }
    public static var hasEntityTag: Bool { false }
    public static var hasLocation: Bool { false }
    public static var isSecret: Bool { false }
    public static var setsCookies: Bool { false }
}

extension RouteOutput where Self: SchemaValue {
    public var responseBody: ByteBuffer { self.jsonBuffer() }
}

extension SchemaValue {
    /// The value as JSON text, ready to be sent.
    func jsonBuffer() -> ByteBuffer {
        let writer = JSONWriter()
        self.write(to: writer)
        return writer.withBytes { ByteBuffer(bytes: $0) }
    }
}

extension Array: RouteOutput where Element: SchemaValue {}

extension EncodedJSON: RouteOutput {
    public typealias Described = Value

    public var responseBody: ByteBuffer { ByteBuffer(bytes: self.bytes) }
}

extension Response {
    /// A response whose body is JSON.
    init(_ status: HTTPResponse.Status, json: ByteBuffer) {
        self.init(
            status: status, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: json))
    }
}
