import HTTPTypes
public import Logging
import NIOCore

/// Adds to every response what all have in common, whichever way it was made: a request id, the time it took, CORS, what
/// browsers must not do with it, and a pair of log lines.
public struct ResponseDecorator: Sendable {
    /// A request on its way to its response.
    struct Begun: Sendable {
        let requestID: String
        let log: RequestLog
        fileprivate let time = ProcessTime()
    }

    let cors: CORSPolicy
    private let security: SecurityHeaders
    private let clientAddress: ClientAddress
    private let logger: Logger

    public init(cors: CORSPolicy, security: SecurityHeaders, clientAddress: ClientAddress, logger: Logger) {
        self.cors = cors
        self.security = security
        self.clientAddress = clientAddress
        self.logger = logger
    }

    /// Who sent a request that came from the other end of a connection.
    func client(of request: some RequestHead, peer: Client) -> Client {
        self.clientAddress.client(of: request, peer: peer)
    }

    /// Takes a request in.
    ///
    /// - Parameters:
    ///   - path: the path of the request's target.
    ///   - client: who sent it.
    func begin(_ request: some RequestHead, path: String, from client: Client) -> Begun {
        let id = RequestID.accepted(request[.requestID]) ?? RequestID.unique()
        let begun = Begun(requestID: id, log: RequestLog(logger: self.logger, requestID: id))
        begun.log.received(request, path: path, from: client)
        return begun
    }

    /// Adds to a response what all have besides CORS, and logs it.
    ///
    /// - Parameters:
    ///   - hasPolicy: whether the response came with a policy of its own for what browsers may do with it.
    ///   - isShared: whether the response says already that pages of other origins may show it.
    func finish(
        _ begun: Begun, _ status: HTTPResponse.Status, _ fields: inout some ResponseFields, hasPolicy: Bool = false,
        isShared: Bool = false
    ) {
        self.security.add(to: &fields, hasPolicy: hasPolicy, isShared: isShared)
        let seconds = begun.time.seconds
        fields.append(HTTPField(name: .requestID, value: begun.requestID))
        fields.append(HTTPField(name: .processTime, value: seconds))
        begun.log.answered(status, after: seconds)
    }

    /// The answer to what is no request, or came too late to be one, and its log line.
    func refuse(_ refusal: Refusal, from client: Client) -> (fields: HTTPFields, body: ByteBuffer) {
        let id = RequestID.unique()
        let body = ErrorMessage(detail: refusal.detail).jsonBuffer()
        var fields: HTTPFields = [
            .contentType: "application/json", .contentLength: String(body.readableBytes), .connection: "close",
        ]
        if refusal.status == .serviceUnavailable { fields[.retryAfter] = "1" }
        self.security.add(to: &fields)
        fields.append(HTTPField(name: .requestID, value: id))
        RequestLog(logger: self.logger, requestID: id).refused(refusal, client)
        return (fields, body)
    }
}
