import HTTPTypes
import Hummingbird
import MongoODM
import NIOCore
import Schemas
import ShopCore

extension Response {
    /// What a client is told about an error. What it is not told belongs into the log.
    init(_ error: any Error) {
        switch error {
        case let error as ShopError where error.kind == .tooManyAttempts:
            self.init(.tooManyRequests, json: RateLimitError(detail: error.message).jsonBuffer())
            self.headers[.retryAfter] = error.retryAfter.map(String.init)
        case let error as ShopError:
            self.init(Answer(error))
        case let error as ValidationError:
            self.init(.unprocessableContent, json: HTTPValidationError(error).jsonBuffer())
        case let error as RateLimitExceeded:
            self.init(.tooManyRequests, json: RateLimitError(detail: error.limit.description).jsonBuffer())
            self.headers[.retryAfter] = String(error.retryAfter)
        case let error as MongoError where error.isTransient || error.code == .shutDown:
            self.init(.serviceUnavailable, detail: "The shop can't reach its database; please try again in a moment.")
            self.headers[.retryAfter] = "1"
        case let error as HTTPError:
            self.init(error.status, detail: error.body ?? error.status.reasonPhrase)
            self.headers.append(contentsOf: error.headers)
        case let error as any HTTPResponseError:
            self.init(error.status, detail: error.status.reasonPhrase)
        case is CancellationError:
            self.init(.serviceUnavailable, detail: "The shop is shutting down; please try again in a moment.")
            self.headers[.retryAfter] = "1"
        default:
            self.init(.internalServerError, detail: "Internal Server Error")
        }
        if self.status == .unauthorized { self.headers[.wwwAuthenticate] = "Bearer" }
    }

    /// An error as one sentence.
    init(_ status: HTTPResponse.Status, detail: String) {
        self.init(status, json: ErrorMessage(detail: detail).jsonBuffer())
    }
}

extension Answer {
    /// The answer to a request that the shop refuses: one sentence.
    init(_ refusal: ShopError) {
        let body = ErrorMessage(detail: refusal.message).jsonBuffer()
        var fields = [Self.json, HTTPField(name: .contentLength, value: String(body.readableBytes))]
        if let seconds = refusal.retryAfter { fields.append(HTTPField(name: .retryAfter, value: String(seconds))) }
        self.init(refusal.kind.status, fields, body)
    }
}

extension ShopError.Kind {
    /// What HTTP calls it.
    var status: HTTPResponse.Status {
        switch self {
        case .badRequest: .badRequest
        case .unauthorized: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .conflict: .conflict
        case .changed: .preconditionFailed
        case .tooManyAttempts: .tooManyRequests
        case .busy: .serviceUnavailable
        default: .badRequest
        }
    }
}
