/// Lets a few in at a time: tests run all at once, and a hundred of them would share one server.
public actor Turnstile {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    public init(_ count: Int) { self.free = count }

    public func pass<Output: Sendable>(_ body: @Sendable () async throws -> Output) async rethrows -> Output {
        await self.enter()
        defer { self.leave() }
        return try await body()
    }

    private func enter() async {
        if self.free > 0 {
            self.free -= 1
        } else {
            await withCheckedContinuation { self.waiting.append($0) }
        }
    }

    private func leave() {
        if self.waiting.isEmpty { self.free += 1 } else { self.waiting.removeFirst().resume() }
    }
}
