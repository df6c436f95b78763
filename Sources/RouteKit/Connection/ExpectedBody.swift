import HummingbirdCore
import NIOCore

/// The body of a request whose client may wait for `100 Continue` before it sends it: this goes out when the body is
/// read, which is when nothing that stands before it has refused the request (RFC 9110, section 10.1.1).
struct ExpectedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let body: RequestBody
    let channel: any Channel

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var body: RequestBody.AsyncIterator
        /// Nil after the first read.
        fileprivate var channel: (any Channel)?

        mutating func next() async throws -> ByteBuffer? {
            self.channel?.triggerUserOutboundEvent(ConnectionGuard.BodyIsWanted(), promise: nil)
            self.channel = nil
            return try await self.body.next()
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(body: self.body.makeAsyncIterator(), channel: self.channel)
    }
}
