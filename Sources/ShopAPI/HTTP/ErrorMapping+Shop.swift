import HTTPTypes
import MongoODM
import RouteKit

extension ErrorMapping {
    /// What clients of the shop are told about errors that are no refusals.
    static let shop = ErrorMapping { error in
        switch error {
        case let error as MongoError where error.isTransient || error.code == .shutDown:
            RefusedRequest(
                .serviceUnavailable, "The shop can't reach its database; please try again in a moment.", retryAfter: 1)
        case is CancellationError:
            RefusedRequest(
                .serviceUnavailable, "The shop is shutting down; please try again in a moment.", retryAfter: 1)
        default: nil
        }
    }
}
