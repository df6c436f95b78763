public import NIOCore

/// Sends the body of a response in parts, each when the client has taken those before it. What it throws breaks the
/// connection: the client sees that the body is not complete.
public typealias BodyStream =
    @Sendable (_ send: (ByteBuffer) async throws -> Void) async throws -> Void

/// The same stream, whose own failures can be told from those of a client that is gone: they are thrown as ``BrokenStream``.
func tellingFailures(of stream: @escaping BodyStream) -> BodyStream {
    { send in
        do {
            try await stream { part in
                do { try await send(part) } catch { throw Unsent(reason: error) }
            }
        } catch let error as Unsent {
            throw error.reason
        } catch {
            throw BrokenStream(reason: error)
        }
    }
}

/// A part that the client did not take: it is gone.
private struct Unsent: Error {
    let reason: any Error
}

/// A body that could not be made to its end.
struct BrokenStream: Error {
    let reason: any Error
}
