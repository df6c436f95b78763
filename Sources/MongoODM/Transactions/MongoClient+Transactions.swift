extension MongoClient {
    /// Runs operations as one transaction: all of them take effect, or none.
    ///
    /// The closure runs again when a rival transaction or an election got in the way, as MongoDB's labels
    /// say, with growing, jittered pauses and within the client's timeout. It must therefore have no effect
    /// outside of the transaction. Reads see one snapshot; the commit waits for a majority.
    ///
    /// ```swift
    /// let order = try await client.transaction { transaction in
    ///     let cart = try await carts.findOneAndUpdate(…, in: transaction)
    ///     return try await orders.create(order, in: transaction)
    /// }
    /// ```
    /// - Throws: what the closure throws, after everything was undone; ``MongoError``.
    public func transaction<Output: Sendable>(
        _ body: (Transaction) async throws -> Output
    ) async throws -> Output {
        let operation = Operation(name: "transaction", target: "")
        let transaction = try await SessionTransaction.begin(in: self.pool, operation)
        defer { transaction.end() }
        let start = ContinuousClock.now
        let giveUp = self.pool.deadline
        // A connection that broke is worth another attempt; a server that was waited for is not there.
        let giveUpOnServers = start + self.settings.timeout / 4
        var attempt = 0
        while true {
            do {
                try await transaction.start(operation)
                let output = try await body(Transaction(.own(transaction)))
                try await Self.commit(transaction, operation, until: giveUp)
                return output
            } catch {
                // Also after a cancellation: abandoned work must not hold its locks until the server notices.
                await transaction.abort()
                guard let failure = error as? MongoError, failure.labels.contains(MongoError.transientTransaction),
                    .now < (failure.code == .unavailable ? giveUpOnServers : giveUp)
                else { throw error }
            }
            attempt += 1
            try await Task.sleep(for: Self.pause(before: attempt))
        }
    }

    /// Commits, again where the answer was lost: the server recognises a commit that it has done already.
    static func commit(
        _ transaction: SessionTransaction, _ operation: Operation, until giveUp: ContinuousClock.Instant
    ) async throws {
        while true {
            do {
                return try await transaction.commit(operation)
            } catch let error as MongoError
                where error.labels.contains(MongoError.unknownCommitResult) && error.code != .deadlineExceeded
                && .now < giveUp
            {
                continue
            }
        }
    }

    /// Up to 1, 2, 4 … 64 milliseconds, at random, so that rivals do not meet again.
    static func pause(before attempt: Int) -> Duration {
        .microseconds(Int.random(in: 200...(1000 << min(attempt - 1, 6))))
    }
}
