import HTTPTypes
import Hummingbird
import Schemas

/// What clients are told about errors. What they are not told belongs into the log.
///
/// Refusals, invalid input and the framework's errors speak for themselves; anything else is a 500 that says nothing,
/// unless the application has a refusal for it.
public struct ErrorMapping: Sendable {
    private let refusal: @Sendable (any Error) -> (any HTTPRefusal)?

    /// - Parameter refusal: what the client is told about an error that is no refusal itself; nil for nothing.
    public init(_ refusal: @escaping @Sendable (any Error) -> (any HTTPRefusal)? = { _ in nil }) {
        self.refusal = refusal
    }

    func answer(to error: any Error) -> Answer {
        switch error {
        case let error as any HTTPRefusal: Answer(error)
        case let error as ValidationError: Answer(.unprocessableContent, json: HTTPValidationError(error))
        case let error as HTTPError:
            Answer(error.status, json: ErrorMessage(detail: error.body ?? error.status.reasonPhrase))
                .adding(Array(error.headers))
        default:
            if let refusal = self.refusal(error) {
                Answer(refusal)
            } else if let error = error as? any HTTPResponseError {
                Answer(error.status, json: ErrorMessage(detail: error.status.reasonPhrase))
            } else if error is CancellationError {
                Answer(
                    RefusedRequest(
                        .serviceUnavailable, "The server is shutting down; please try again in a moment.", retryAfter: 1
                    ))
            } else {
                Answer(.internalServerError, json: ErrorMessage(detail: "Internal Server Error"))
            }
        }
    }
}
