/// An answer that has been kept, should its request come again.
///
/// Only ``Keeping`` makes one. So an operation that has to return it can't forget to keep its answer, and can't return
/// another one than it has kept; where a reference is kept in the answer's place, it is the reference that stays.
public struct Kept<Answer: Sendable>: Sendable {
    public let answer: Answer

    package init(_ answer: Answer) {
        self.answer = answer
    }
}

/// Keeps the answer to a request in the transaction that does what the request asks for, so that both are there or
/// neither.
///
/// A service takes it, calls it as the last statement about its work, and returns what it gets:
/// ```swift
/// try await client.transaction { transaction in
///     let order = try await orders.create(order, in: transaction)
///     return try await keeping(order, in: transaction)
/// }
/// ```
public struct Keeping<Made, Answer: Sendable, Transaction>: Sendable {
    private let answer: @Sendable (Made) -> Answer
    /// Nil if the request has no key.
    private let store: (@Sendable (Answer, Transaction) async throws -> Void)?

    /// - Parameters:
    ///   - store: stores the answer; nil if the request has no key.
    ///   - answer: makes the answer of what the service makes.
    package init(
        store: (@Sendable (Answer, Transaction) async throws -> Void)?, answer: @escaping @Sendable (Made) -> Answer
    ) {
        self.store = store
        self.answer = answer
    }

    /// Keeps the answer, if the request has a key.
    ///
    /// - Parameter transaction: the work's. It must be given up when this throws.
    public func callAsFunction(_ made: Made, in transaction: Transaction) async throws -> Kept<Answer> {
        let answer = self.answer(made)
        try await self.store?(answer, transaction)
        return Kept(answer)
    }

    /// The answer to a request that has no key: nothing is to be kept, and the work needs no transaction for it.
    ///
    /// - Returns: nil if the request has a key.
    public func withoutKey(_ made: Made) -> Kept<Answer>? {
        self.store == nil ? Kept(self.answer(made)) : nil
    }
}
