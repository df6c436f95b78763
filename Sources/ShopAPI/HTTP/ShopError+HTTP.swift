public import HTTPTypes
public import RouteKit
public import ShopCore

extension ShopError: HTTPRefusal {
    public var status: HTTPResponse.Status {
        switch self.kind {
        case .badRequest: .badRequest
        case .unauthorized: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .conflict: .conflict
        case .changed: .preconditionFailed
        case .tooManyAttempts: .tooManyRequests
        case .unsupportedMediaType: .unsupportedMediaType
        case .busy: .serviceUnavailable
        default: .badRequest
        }
    }
}
