import BSON

/// Claims the next jobs of a queue beside other workers, which want the same ones.
struct Claimer: Sendable {
    private let store: ClaimStore
    private let queue: String
    /// From how many times as many jobs as are wanted some are picked. It grows while rivals are met, so that they get out
    /// of each other's way; alone, a worker takes the first.
    private var width = 1

    init(_ store: ClaimStore, queue: String) {
        self.store = store
        self.queue = queue
    }

    struct Round: Sendable {
        let jobs: [StoredJob]
        /// Whether no other jobs waited.
        let isAll: Bool
    }

    mutating func claim(_ count: Int) async throws -> Round {
        let waiting = try await self.store.waiting(in: self.queue, limit: count * self.width)
        if waiting.isEmpty { return Round(jobs: [], isAll: true) }
        let start = Int.random(in: 0...max(0, waiting.count - count))
        let wanted = Array(waiting[start...].prefix(count))
        let jobs = try await self.store.claim(wanted)
        self.width = jobs.count < wanted.count ? min(self.width * 2, 8) : max(1, self.width / 2)
        return Round(jobs: jobs, isAll: waiting.count < count && jobs.count == wanted.count)
    }
}
