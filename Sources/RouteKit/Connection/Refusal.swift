import HTTPTypes
import NIOHTTP1

/// Why a connection is not served any further.
struct Refusal: Error, Equatable {
    let status: HTTPResponse.Status
    /// A sentence for the client.
    let detail: String

    static let slowHead = Refusal(status: .requestTimeout, detail: "The request's head did not arrive in time")
    static let slowBody = Refusal(status: .requestTimeout, detail: "The body did not arrive in time")
    static let noHTTP = Refusal(status: .badRequest, detail: "The request is not valid HTTP/1.1")
    static let brokenBody = Refusal(status: .badRequest, detail: "The body is not valid HTTP/1.1")
    static let noHost = Refusal(status: .badRequest, detail: "The request must have one Host header")
    static let longTarget = Refusal(
        status: .uriTooLong, detail: "The address must not exceed \(ConnectionLimits.maximumTargetSize) bytes")
    static let largeHead = Refusal(
        status: .requestHeaderFieldsTooLarge, detail: "The request has too many header fields, or too large ones")
    static let tooManyConnections = Refusal(
        status: .serviceUnavailable, detail: "Too many clients are connected; please try again in a moment.")

    private init(status: HTTPResponse.Status, detail: String) {
        self.status = status
        self.detail = detail
    }

    /// What the decoder says about a head.
    ///
    /// - Parameter isInTarget: whether the first line had not ended yet.
    init(_ error: HTTPParserError, isInTarget: Bool) {
        guard error == .headerOverflow else {
            self = .noHTTP
            return
        }
        self = isInTarget ? .longTarget : .largeHead
    }
}
