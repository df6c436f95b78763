public import NIOCore

/// Sends the body of a response in parts, each when the client has taken those before it. What it throws breaks the
/// connection: the client sees that the body is not complete.
public typealias BodyStream =
    @Sendable (_ send: (ByteBuffer) async throws -> Void) async throws -> Void
