extension MongoClient {
    /// Runs operations as one transaction, which may travel with others: while one is under way, those that begin meanwhile
    /// wait for the next, and commit together (databases call it *group commit*). One that is alone goes at once.
    ///
    /// A commit costs the server about the same for one transaction and for sixteen. What the closures of a group ask for at the
    /// same time is sent in one command, and each gets its own result; where one fails, the others begin again without it.
    /// Nobody sees that others came along: it is as if they had committed one after the other.
    ///
    /// ```swift
    /// let order = try await client.groupedTransaction { transaction in
    ///     guard let order = try await orders.run(pay, in: transaction) else { throw NotPending() }
    ///     guard try await products.run(take, in: transaction) != nil else { throw OutOfStock() }
    ///     return order
    /// }
    /// ```
    /// It suits short transactions of conditional changes. Insertions, and changes and lookups of documents by `_id` or by
    /// another unique field, travel together; whatever asks for something else begins again in a transaction of its own.
    /// Between its operations the closure should not wait for anything else: the others wait for it, for a tenth of a second.
    ///
    /// - Throws: as ``transaction(_:)``.
    public func groupedTransaction<Output: Sendable>(
        _ body: (Transaction) async throws -> Output
    ) async throws -> Output {
        try await self.grouped(body) { try await self.transaction(body) }
    }

    /// Makes one change of one document, which may travel with others as ``groupedTransaction(_:)`` does. One that is alone needs
    /// no transaction.
    ///
    /// - Parameter body: gets the transaction of the group, or nil.
    /// - Throws: what `body` throws; ``MongoError``.
    public func groupedChange<Output: Sendable>(
        _ body: (Transaction?) async throws -> Output
    ) async throws -> Output {
        try await self.grouped(body) { try await body(nil) }
    }

    /// - Parameter mayWait: whether it goes with the next group where its own could not wait for it. A pause of the whole process lets
    ///   all members look slow, and alone they might all be in each other's way.
    private func grouped<Output: Sendable>(
        _ body: (Transaction) async throws -> Output, mayWait: Bool = true, alone: () async throws -> Output
    ) async throws -> Output {
        guard self.settings.groupCommit.mostMembers > 1 else { return try await alone() }
        var turn = try await self.commits.enter()
        if case .first = turn {
            defer { self.commits.leave() }
            return try await alone()
        }
        while case .begin(let seat) = turn {
            let result: Result<Output, any Error>
            do {
                result = .success(try await body(Transaction(.group(seat))))
            } catch {
                result = .failure(error)
            }
            switch (try await seat.group.end(seat, succeeded: result.isSuccess), result) {
            case (.committed, _): return try result.get()
            case (.failed(let error), .success): throw error
            case (.failed, .failure(let error)): throw error
            case (let next, _): turn = next
            }
        }
        if case .later = turn, mayWait { return try await self.grouped(body, mayWait: false, alone: alone) }
        return try await alone()
    }
}

extension Result {
    fileprivate var isSuccess: Bool { if case .success = self { true } else { false } }
}
