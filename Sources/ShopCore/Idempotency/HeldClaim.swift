import BSON
public import Idempotency
public import MongoODM

/// Keeps the answer to a request in the transaction of MongoDB that does what the request asks for.
public typealias KeepingAnswer<Made, Answer: Sendable> = Idempotency.Keeping<Made, Answer, Transaction>

/// A claim on a request with a key that is this process's own.
public struct HeldClaim: AnswerClaim {
    let id: String
    let holder: ObjectID
    let claims: ClaimRepository
    let seal: AnswerSeal

    /// Keeps the answer, with the work that it is about.
    ///
    /// - Parameter transaction: the work's; nil if nothing was done.
    /// - Throws: ``ShopError`` `conflict` when the request was taken over by another. The transaction must then be
    ///   given up: this is how it is made sure that the work is done once.
    public func keep(_ answer: KeptAnswer, in transaction: Transaction? = nil) async throws {
        let sealed = try self.seal.seal(answer, for: self.id)
        guard try await self.claims.keep(sealed, of: self.id, by: self.holder, in: transaction) else {
            throw IdempotencyKeys.isUnderWay
        }
    }

    /// Lets the next one try. If that can't be stored, the lease's end does the same.
    ///
    /// An answer stays, should there be one: a commit may have happened although nobody heard of it.
    public func giveUp() async {
        // Not this task's cancellation is to decide whether the claim stays.
        _ = await Task { try? await self.claims.remove(self.id, of: self.holder) }.value
    }
}
