import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// What all connections of the server have in common.
///
/// A class, because each connection's handlers refer to it: copies in them would be 6 MiB in 10,000 idle connections.
public final class Listener: Sendable {
    let limits: ConnectionLimits
    let connections: ConnectionCount
    let decorator: ResponseDecorator
    let routes: FastPathRoutes
    let rateLimits: RateLimits
    let inFlight: RequestsInFlight
    let clock = HTTPClock()
    /// Tells clients after how long without a request the connection is closed, so that they do not send one at that
    /// moment; nil for less than a second, which the field can't say.
    let keepAlive: HTTPField?

    public init(
        limits: ConnectionLimits, connections: ConnectionCount, decorator: ResponseDecorator, routes: FastPathRoutes,
        rateLimits: RateLimits, inFlight: RequestsInFlight
    ) {
        self.limits = limits
        self.connections = connections
        self.decorator = decorator
        self.routes = routes
        self.rateLimits = rateLimits
        self.inFlight = inFlight
        let seconds = limits.idleTimeout.components.seconds
        self.keepAlive = seconds > 0 ? HTTPField(name: .keepAlive, value: "timeout=\(seconds)") : nil
    }

    /// The answer of a connection that is not served any further.
    func answer(_ refusal: Refusal, on channel: any Channel) -> (head: HTTPResponseHead, body: ByteBuffer) {
        var (fields, body) = self.decorator.refuse(refusal, from: Client(of: channel))
        fields.append(HTTPField(name: .date, value: self.clock.date))
        return (HTTPResponseHead(HTTPResponse(status: refusal.status, headerFields: fields)), body)
    }
}
