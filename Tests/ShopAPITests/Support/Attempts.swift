import HTTPTypes
import Synchronization
import Testing

/// A client that asks for the same again and again, and what came of it.
final class Attempts: Sendable {
    struct Attempt: Sendable {
        let begin: ContinuousClock.Instant
        let status: Int
    }

    /// What the requests before a moment are no part of, and how long the client goes on after it; nil while that is open.
    private let end = Mutex<ContinuousClock.Instant?>(nil)

    /// Has the client end with a request that begins so long after a moment.
    func end(_ duration: Duration, after moment: ContinuousClock.Instant) {
        self.end.withLock { $0 = moment + duration }
    }

    /// Asks until the end.
    func ask(_ request: () async throws -> Reply) async throws -> [Attempt] {
        var attempts: [Attempt] = []
        while true {
            let begin = ContinuousClock.now
            attempts.append(Attempt(begin: begin, status: try await request().status))
            if let end = self.end.withLock({ $0 }), begin > end { return attempts }
        }
    }
}
