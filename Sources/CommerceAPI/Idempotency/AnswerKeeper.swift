import HTTPTypes
import MongoODM
import ShopCore

/// Turns what a handler is about to answer into what is kept for a request with a key.
struct AnswerKeeper: Sendable {
    let attempt: Attempt
    let status: HTTPResponse.Status
    let isPrivate: Bool

    func keep(_ output: some RouteOutput, in transaction: Transaction) async throws {
        let answer = Answer(self.status, output, isPrivate: self.isPrivate, ifNoneMatch: nil)
        try await self.attempt.keep(KeptAnswer(answer), in: transaction)
    }
}

extension Call {
    /// What a service must do in the transaction of its work, so that the answer is kept with it.
    ///
    /// - Parameter output: makes the handler's answer of what the service makes.
    /// - Returns: nil for a request without a key.
    func keeping<Made, Output: RouteOutput>(_ output: @escaping @Sendable (Made) -> Output) -> Keeping<Made>? {
        guard let keeper = self.keeper else { return nil }
        return { made, transaction in try await keeper.keep(output(made), in: transaction) }
    }
}
