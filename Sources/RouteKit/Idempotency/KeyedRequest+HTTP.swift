import Hummingbird
import Idempotency
import NIOCore
import Schemas

extension KeyedRequest {
    /// What a request with a key is; the request's body is read, and put back for others to read.
    ///
    /// - Parameters:
    ///   - operation: the method and the path of the route.
    ///   - caller: a name that no other caller has; nil where no login is needed.
    /// - Returns: nil for a request without a key.
    /// - Throws: `ValidationError` when the key is malformed; `HTTPError` when the body is too large.
    init?(_ request: inout Request, operation: String, caller: String?, maximumBodySize: Int) async throws {
        guard let key = try IdempotencyKey(request.headers) else { return nil }
        let body = try await request.collectedBody(maximumSize: maximumBodySize)
        request.body = RequestBody(buffer: body)
        self.init(
            key: key.text, operation: operation, caller: caller, target: request.head.path ?? "",
            body: body.withUnsafeReadableBytes { Array($0) })
    }
}
