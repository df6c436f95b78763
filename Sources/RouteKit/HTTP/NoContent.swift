public import NIOCore

/// An answer that says nothing but its status, for routes whose success is called 204.
public struct NoContent: RouteOutput {
    public typealias Described = Nothing

    public init() {}

    public var responseBody: ByteBuffer { ByteBuffer() }
}
