/// Makes sure that a request with a key is done once, and remembers its answer.
///
/// The claim on a request and its answer are kept in the database in which the work itself is done: only so can the
/// answer be stored in the work's transaction, and be there if and only if the work is.
public protocol AnswerStore<Transaction>: Sendable {
    /// What the work and its answer are stored in together.
    associatedtype Transaction
    associatedtype Held: AnswerClaim<Transaction>

    /// Finds out whether a request has been answered, and claims it if not.
    ///
    /// - Throws: ``KeyReused`` when the key belongs to another request; a refusal that says when to try again while
    ///   another claim on the request is held.
    func begin(_ request: KeyedRequest) async throws -> AnswerStart<Held>
}

/// What to do with a request that has a key.
public enum AnswerStart<Held: Sendable>: Sendable {
    /// Answer it.
    case first(Held)
    /// Give the answer that it got before.
    case again(KeptAnswer)
}

/// The right to answer a request with a key, until its answer is kept or the claim is given up.
public protocol AnswerClaim<Transaction>: Sendable {
    associatedtype Transaction

    /// Keeps the answer, with the work that it is about.
    ///
    /// - Parameter transaction: the work's; nil if nothing was done.
    /// - Throws: an error when the claim was lost. The transaction must then be given up: this is how it is made sure
    ///   that the work is done once.
    func keep(_ answer: KeptAnswer, in transaction: Transaction?) async throws

    /// Lets the next one try. An answer that has been kept stays.
    func giveUp() async
}

/// The key belongs to another request.
public struct KeyReused: Error {
    public init() {}
}
