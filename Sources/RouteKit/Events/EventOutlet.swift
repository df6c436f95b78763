import Synchronization

/// Where the events of a stream go on their way to the client.
///
/// What the client does not take waits here, and no more than a little: a client that reads too slowly loses its stream, and
/// goes on with another behind the last event that it has.
public final class EventOutlet<Event: ServerEvent>: Sendable {
    private struct State {
        var events: [Event] = []
        /// Whether it is time to show that the stream is still there.
        var isBeating = false
        var endReason: EventStreamEnd?
    }

    /// Has an element when something is to go out, one however much that is. It ends when the stream does.
    let wakes: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let state = Mutex(State())
    private let capacity: Int

    /// - Parameter capacity: how many events may wait for the client. What is sent at once may be more.
    init(capacity: Int) {
        self.capacity = capacity
        (self.wakes, self.continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Sends events in one piece, if there are any. It does not wait for the client.
    ///
    /// - Returns: false when the stream has ended, so that nothing more need be sent.
    @discardableResult
    public func send(_ events: [Event]) -> Bool {
        let isSent = self.state.withLock { state in
            guard state.endReason == nil else { return false }
            guard state.events.isEmpty || state.events.count + events.count <= self.capacity else {
                state.endReason = .slow
                return false
            }
            state.events += events
            return true
        }
        guard isSent else {
            self.continuation.finish()
            return false
        }
        if !events.isEmpty { self.continuation.yield() }
        return true
    }

    func beat() {
        self.state.withLock { $0.isBeating = true }
        self.continuation.yield()
    }

    /// What is to go out now, in order.
    func take() -> (events: [Event], isBeating: Bool) {
        self.state.withLock { state in
            defer { (state.events, state.isBeating) = ([], false) }
            return (state.events, state.isBeating)
        }
    }

    /// Ends the stream behind what was sent. The first reason counts.
    func end(_ reason: EventStreamEnd) {
        self.state.withLock { $0.endReason = $0.endReason ?? reason }
        self.continuation.finish()
    }

    /// Why the stream has ended; nil while it has not.
    var endReason: EventStreamEnd? { self.state.withLock { $0.endReason } }
}

/// Why a stream ends, as the log says it.
enum EventStreamEnd: String, Sendable {
    /// The client has closed the connection, or it broke.
    case gone
    /// The client has not read what was sent.
    case slow
    /// The caller may not be told any more, or is not logged in any more.
    case refused
    /// Whether the caller may be told can't be found out.
    case unknown
    /// It was long enough.
    case old
    /// There is nothing more to tell.
    case over
    /// The server stops.
    case shutdown
}
