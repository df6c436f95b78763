import ShopCore

extension IdempotencyKeys {
    /// Answers a request with a key: by doing what it asks for, or with the answer that it got before.
    ///
    /// A refusal by the work itself is an answer as well, which stays the same for a day, unless it says that trying
    /// again may help. What failed is not kept.
    ///
    /// - Parameter work: keeps its answer by the attempt, in its transaction.
    /// - Throws: what the work throws; `ValidationError` when the key belongs to another request; ``ShopError``
    ///   `conflict` while another answers the request.
    func answer(
        to request: KeyedRequest, by work: (Attempt) async throws -> Answer
    ) async throws -> Answer {
        let attempt: Attempt
        do {
            switch try await self.begin(request) {
            case .again(let kept): return Answer(kept)
            case .first(let first): attempt = first
            }
        } catch is KeyReused {
            throw IdempotencyKey.violation(
                "idempotency_key_reused", "The key was used for another request; a new request needs a new key")
        }
        do {
            return try await work(attempt)
        } catch let refusal as ShopError where refusal.retryAfter == nil {
            let answer = Answer(refusal)
            try await attempt.keep(KeptAnswer(answer))
            return answer
        } catch {
            await attempt.giveUp()
            throw error
        }
    }
}
