import HTTPTypes
public import Logging
import Synchronization

/// The streams of events of a process: how many there are, and whether one more may be.
public final class EventStreams: Sendable {
    private struct Count {
        var all = 0
        var byCaller: [String: Int] = [:]
    }

    let limits: EventStreamLimits
    let logger: Logger
    private let count = Mutex(Count())

    /// - Parameter logger: is told of each stream's end.
    public init(_ limits: EventStreamLimits, logger: Logger) {
        self.limits = limits
        self.logger = logger
    }

    /// A place that is taken for as long as it is referred to.
    ///
    /// - Parameter caller: a name that no other caller has.
    /// - Throws: ``RefusedRequest`` when there are too many streams.
    func place(of caller: String) throws(RefusedRequest) -> Place {
        // A stream whose client is gone without a word is noticed by then.
        let wait = max(1, Int(self.limits.heartbeat.components.seconds))
        let refusal: RefusedRequest? = self.count.withLock { count in
            guard count.all < self.limits.streams else {
                return RefusedRequest(
                    .serviceUnavailable, "Too many streams are open; please try again in a moment.", retryAfter: wait)
            }
            guard count.byCaller[caller, default: 0] < self.limits.streamsOfCaller else {
                return RefusedRequest(
                    .tooManyRequests, "No more than \(self.limits.streamsOfCaller) streams at a time.",
                    code: "too_many_streams", retryAfter: wait)
            }
            count.all += 1
            count.byCaller[caller, default: 0] += 1
            return nil
        }
        if let refusal { throw refusal }
        return Place(self, caller)
    }

    private func leave(_ caller: String) {
        self.count.withLock { count in
            count.all -= 1
            count.byCaller[caller, default: 1] -= 1
            if count.byCaller[caller] == 0 { count.byCaller[caller] = nil }
        }
    }

    /// An answer that is never sent, as one to `HEAD`, gives its place back as one that was.
    final class Place: Sendable {
        private let streams: EventStreams
        private let caller: String

        fileprivate init(_ streams: EventStreams, _ caller: String) {
            self.streams = streams
            self.caller = caller
        }

        deinit { self.streams.leave(self.caller) }
    }
}
