import HTTPTypes
public import Logging
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

    /// The most requests; nil for any number.
    private let limit: Int?
    /// What a request that is refused gets.
    private let refusal: RefusedRequest
    let refusalAnswer: Answer
    private let logger: Logger
    private let count = Atomic<Int>(0)
    private let refused = Mutex(Refused())

    /// - Parameters:
    ///   - limit: the most requests; nil for any number.
    ///   - message: what clients whose requests are refused are told.
    ///   - logger: is told now and then that requests are refused.
    public init(
        limit: Int?, message: String = "There is too much to do; please try again in a moment.", logger: Logger
    ) {
        self.limit = limit
        self.refusal = RefusedRequest(.serviceUnavailable, message, retryAfter: 1)
        self.refusalAnswer = Answer(self.refusal)
        self.logger = logger
    }

    /// Does a part of the work on a request.
    ///
    /// - Throws: a ``RefusedRequest`` when there is too much to do already; what the work throws.
    func run<Value>(_ admission: Admission, _ work: () async throws -> Value) async throws -> Value {
        if admission == .always { return try await work() }
        let number = self.count.wrappingAdd(1, ordering: .relaxed).newValue
        defer { self.count.wrappingSubtract(1, ordering: .relaxed) }
        if let limit, number > limit {
            self.noteRefusal()
            throw self.refusal
        }
        return try await work()
    }

    /// Whether a request would be refused at this moment.
    var isFull: Bool { self.limit.map { self.count.load(ordering: .relaxed) >= $0 } ?? false }

    /// Says whether a request is refused at this moment. The caller then refuses it.
    func refusesNow() -> Bool {
        guard self.isFull else { return false }
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
            "More requests are in flight than may be: some are refused",
            metadata: ["refused": "\(count)", "limit": "\(self.limit ?? 0)"])
    }
}
