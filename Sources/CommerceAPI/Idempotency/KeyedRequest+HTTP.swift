import Hummingbird
import NIOCore
import Schemas
import ShopCore

extension KeyedRequest {
    /// What a request with a key is; the request's body is read, and put back for others to read.
    ///
    /// - Parameters:
    ///   - operation: the method and the path of the route.
    ///   - caller: what the route found out about who calls.
    /// - Returns: nil for a request without a key.
    /// - Throws: `ValidationError` when the key is malformed; `HTTPError` when the body is too large.
    init?(_ request: inout Request, operation: String, caller: some Sendable, maximumBodySize: Int) async throws {
        guard let key = try IdempotencyKey(request.headers) else { return nil }
        let body = try await request.collectedBody(maximumSize: maximumBodySize)
        request.body = RequestBody(buffer: body)
        self.init(
            key: key.text, operation: operation, userID: (caller as? Identity)?.userID,
            target: request.head.path ?? "", body: body.withUnsafeReadableBytes { Array($0) })
    }
}
