import MongoODM

/// A connection of a client's pool that nobody else can use.
struct HeldConnection: Sendable {
    private let holder: Task<Void, any Error>
    private let releasing: AsyncStream<Void>.Continuation

    /// Waits until it has one.
    init(of client: MongoClient) async {
        let (held, hold) = AsyncStream<Void>.makeStream()
        let (released, releasing) = AsyncStream<Void>.makeStream()
        self.releasing = releasing
        self.holder = Task {
            try await client.transaction { _ in
                hold.finish()
                for await _ in released {}
            }
        }
        for await _ in held {}
    }

    /// Lets it go.
    func release() {
        self.releasing.finish()
    }

    /// Lets it go, and waits until it is back in the pool.
    func end() async throws {
        self.release()
        try await self.holder.value
    }
}
