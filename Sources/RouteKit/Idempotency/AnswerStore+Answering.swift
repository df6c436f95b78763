import Idempotency

extension AnswerStore {
    /// Answers a request with a key: by doing what it asks for, or with the answer that it got before.
    ///
    /// A refusal by the work itself may be an answer as well, which stays the same for a day, unless it says that trying
    /// again may help. What failed is not kept.
    ///
    /// - Parameters:
    ///   - keepsRefusals: whether a refusal is an answer.
    ///   - again: makes the answer of what was kept.
    ///   - work: keeps its answer by the claim, in its transaction.
    /// - Throws: what the work throws; `ValidationError` when the key belongs to another request; what
    ///   ``AnswerStore/begin(_:)`` throws while another answers the request.
    func answer(
        to request: KeyedRequest, keepsRefusals: Bool = true,
        again: (KeptAnswer) async throws -> Answer = { Answer($0) }, by work: (Held) async throws -> Answer
    ) async throws -> Answer {
        let claim: Held
        do {
            switch try await self.begin(request) {
            case .again(let kept): return try await again(kept).asReplay
            case .first(let first): claim = first
            }
        } catch is KeyReused {
            throw IdempotencyKey.violation(
                "idempotency_key_reused", "The key was used for another request; a new request needs a new key")
        }
        do {
            return try await work(claim)
        } catch let refusal as any HTTPRefusal where keepsRefusals && refusal.retryAfter == nil {
            let answer = Answer(refusal)
            try await claim.keep(KeptAnswer(answer), in: nil)
            return answer
        } catch {
            await claim.giveUp()
            throw error
        }
    }
}
