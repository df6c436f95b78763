/// Lets a few in at a time: tests run all at once, and a hundred databases would be made at once.
actor Turnstile {
    static let databases = Turnstile(4)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { self.free = count }

    func pass<Output>(_ body: @Sendable () async throws -> Output) async rethrows -> Output where Output: Sendable {
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
