import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// What all connections of the server have in common.
///
/// A class, because each connection's handlers refer to it: copies in them would be 6 MiB in 10,000 idle connections.
final class Listener: Sendable {
    let limits: ConnectionLimits
    let connections: ConnectionCount
    let envelope: ResponseEnvelope
    let routes: ArrivalRoutes
    let limiter: RateLimiter
    let inFlight: RequestsInFlight
    let clock = HTTPClock()

    init(
        limits: ConnectionLimits, connections: ConnectionCount, envelope: ResponseEnvelope, routes: ArrivalRoutes,
        limiter: RateLimiter, inFlight: RequestsInFlight
    ) {
        self.limits = limits
        self.connections = connections
        self.envelope = envelope
        self.routes = routes
        self.limiter = limiter
        self.inFlight = inFlight
    }

    /// The answer to what never becomes a request.
    func answer(_ refusal: Refusal, on channel: any Channel) -> (head: HTTPResponseHead, body: ByteBuffer) {
        var (fields, body) = self.envelope.refuse(refusal, from: Client(of: channel))
        fields.append(HTTPField(name: .date, value: self.clock.date))
        return (HTTPResponseHead(HTTPResponse(status: refusal.status, headerFields: fields)), body)
    }
}
