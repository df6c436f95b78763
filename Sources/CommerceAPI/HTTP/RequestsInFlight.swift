public import Logging
import ShopCore
import Synchronization

/// How many requests are being worked on, and whether one more may be.
///
/// Where more come than can be answered, each one that is let in makes all others wait longer, until none is answered
/// in time. So the ones beyond the bound are refused at once, which takes next to nothing. A request whose body is still
/// on its way is not being worked on: it waits for its client.
public final class RequestsInFlight: Sendable {
    private struct Refused {
        var count = 0
        var lastLine: ContinuousClock.Instant?
    }

    /// What a request that is refused gets.
    static let isBusy = ShopError.busy("The shop has too much to do; please try again in a moment.")

    /// The most requests; nil for any number.
    private let limit: Int?
    private let logger: Logger
    private let count = Atomic<Int>(0)
    private let refused = Mutex(Refused())

    /// - Parameters:
    ///   - limit: the most requests; nil for any number.
    ///   - logger: is told now and then that requests are refused.
    public init(limit: Int?, logger: Logger) {
        self.limit = limit
        self.logger = logger
    }

    /// Does a part of the work on a request.
    ///
    /// - Parameter isAlwaysAdmitted: whether the request is not refused and does not count.
    /// - Throws: `ShopError` `busy` when there is too much to do already; what the work throws.
    func run<Value>(_ isAlwaysAdmitted: Bool, _ work: () async throws -> Value) async throws -> Value {
        if isAlwaysAdmitted { return try await work() }
        let number = self.count.wrappingAdd(1, ordering: .relaxed).newValue
        defer { self.count.wrappingSubtract(1, ordering: .relaxed) }
        if let limit, number > limit {
            self.noteRefusal()
            throw Self.isBusy
        }
        return try await work()
    }

    /// Says whether a request would be refused at this moment. The caller then refuses it.
    func refusesNow() -> Bool {
        guard let limit, self.count.load(ordering: .relaxed) >= limit else { return false }
        self.noteRefusal()
        return true
    }

    /// A line for each refusal would make it take longer than what it refuses.
    private func noteRefusal() {
        let count: Int? = self.refused.withLock { refused in
            refused.count += 1
            let now = ContinuousClock.now
            if let last = refused.lastLine, now - last < .seconds(10) { return nil }
            refused.lastLine = now
            defer { refused.count = 0 }
            return refused.count
        }
        guard let count else { return }
        self.logger.warning(
            "More requests are in flight than MAX_REQUESTS_IN_FLIGHT allows: some are refused",
            metadata: ["refused": "\(count)"])
    }
}
