import Testing

/// A route with keys whose answer is not kept does not compile.
@Suite struct KeptTypeTests {
    /// A source with a route that takes keys, or none, and a handler.
    private func source(_ handler: String, keys: String = "keys: keys") -> String {
        """
        import Idempotency
        import RouteKit
        import Schemas

        struct Note: SchemaObject, RouteOutput {
            var text: String
            static let schema = Schema(Note.init) { Field("text", \\.text) }
        }

        /// A service's work.
        func write<Transaction, Answer>(
            _ note: Note, in transaction: Transaction, keeping: Keeping<Note, Answer, Transaction>
        ) async throws -> Kept<Answer> {
            try await keeping(note, in: transaction)
        }

        func route<Keys: AnswerStore>(keys: Keys, transaction: Keys.Transaction, kept: Kept<Note>) -> Route
        where Keys.Transaction: Sendable {
            Route(
                .post, "/notes", id: "write", "Write", tag: RouteTag("Notes", ""), access: .anyone,
                input: .body(Note.self), \(keys)
            ) { \(handler) }
        }
        """
    }

    @Test func whatTheServiceKeptMayBeReturned() async throws {
        let errors = try await TypeCheck.errors(
            in: self.source("call, keeping in try await write(call.body, in: transaction, keeping: keeping { $0 })"))
        #expect(errors == [])
    }

    @Test(arguments: [
        // Nothing is kept.
        "call, keeping in call.body",
        // What is kept is not what is returned.
        """
        call, keeping in
        _ = try await write(call.body, in: transaction, keeping: keeping { $0 })
        return call.body
        """,
        // It only looks as if it were kept.
        "call, keeping in Kept(call.body)",
        "call, keeping in try await write(call.body, in: transaction, keeping: Keeping(store: nil, answer: { $0 }))",
    ])
    func anythingElseDoesNotCompile(handler: String) async throws {
        let errors = try await TypeCheck.errors(in: self.source(handler))
        #expect(!errors.isEmpty)
    }

    @Test func aRouteWithoutKeysReturnsNothingThatWasKept() async throws {
        let kept = try await TypeCheck.errors(in: self.source("call in kept", keys: "options: .init()"))
        let plain = try await TypeCheck.errors(in: self.source("call in call.body", keys: "options: .init()"))
        #expect(!kept.isEmpty && plain == [])
    }
}
