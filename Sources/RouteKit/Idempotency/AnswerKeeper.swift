import HTTPTypes
public import Idempotency

/// What the handler of a route with keys gets besides the call: it makes what the service that does the work must call
/// in its transaction, so that the answer is kept with the work.
///
/// ```swift
/// { call, keeping in
///     try await checkout.createOrder(for: call.caller.userID, keeping: keeping(CheckoutResponse.init))
/// }
/// ```
public struct AnswerKeeper<Transaction>: Sendable {
    /// Nil for a request without a key.
    private let claim: (any AnswerClaim<Transaction>)?
    private let status: HTTPResponse.Status
    private let isPrivate: Bool

    init(_ claim: (any AnswerClaim<Transaction>)?, status: HTTPResponse.Status, isPrivate: Bool) {
        self.claim = claim
        self.status = status
        self.isPrivate = isPrivate
    }

    /// - Parameter output: makes the handler's answer of what the service makes.
    public func callAsFunction<Made, Output: RouteOutput>(
        _ output: @escaping @Sendable (Made) -> Output
    ) -> Keeping<Made, Output, Transaction> {
        guard let claim else { return Keeping(store: nil, answer: output) }
        return Keeping(
            store: { [status, isPrivate] output, transaction in
                try await claim.keep(Self.kept(output, status, isPrivate: isPrivate), in: transaction)
            }, answer: output)
    }

    private static func kept(
        _ output: some RouteOutput, _ status: HTTPResponse.Status, isPrivate: Bool
    ) -> KeptAnswer {
        if let output = output as? any RemadeOutput { return KeptAnswer(reference: output.reference, status) }
        return KeptAnswer(Answer(status, output, isPrivate: isPrivate))
    }
}
