import HTTPTypes
import NIOHTTP1

/// Why a connection is not served any further.
enum Refusal: UInt8, Error {
    case slowHead
    case slowBody
    case malformedHead
    case malformedBody
    case noHost
    case unknownExpectation
    case longTarget
    case largeHead
    case tooManyConnections

    /// What the decoder's error about a head means.
    ///
    /// - Parameter isInTarget: whether the first line had not ended yet.
    init(_ error: HTTPParserError, isInTarget: Bool) {
        guard error == .headerOverflow else {
            self = .malformedHead
            return
        }
        self = isInTarget ? .longTarget : .largeHead
    }

    var status: HTTPResponse.Status {
        switch self {
        case .slowHead, .slowBody: .requestTimeout
        case .malformedHead, .malformedBody, .noHost: .badRequest
        case .unknownExpectation: .expectationFailed
        case .longTarget: .uriTooLong
        case .largeHead: .requestHeaderFieldsTooLarge
        case .tooManyConnections: .serviceUnavailable
        }
    }

    /// A sentence for the client.
    var detail: String {
        switch self {
        case .slowHead: "The request's head did not arrive in time"
        case .slowBody: "The body did not arrive in time"
        case .malformedHead: "The request is not valid HTTP/1.1"
        case .malformedBody: "The body is not valid HTTP/1.1"
        case .noHost: "The request must have one Host header"
        case .unknownExpectation: "The only expectation that is understood is Expect: 100-continue"
        case .longTarget: "The address must not exceed \(ConnectionLimits.maximumTargetSize) bytes"
        case .largeHead: "The request has too many header fields, or too large ones"
        case .tooManyConnections: "Too many clients are connected; please try again in a moment."
        }
    }
}
