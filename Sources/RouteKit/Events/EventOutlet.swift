import Synchronization

/// Where the events of a stream go on their way to the client.
///
/// What the client does not take waits here, and no more than a little: a client that reads too slowly loses its stream, and
/// goes on with another behind the last event that it has.
public final class EventOutlet<Event: ServerEvent>: Sendable {
    enum Signal: Sendable {
        case events([Event])
        /// It is time to show that the stream is still there.
        case heartbeat
    }

    /// How often something may be sent that the client has not taken.
    private static var capacity: Int { 64 }

    /// What is to go out, in order. It ends when the stream does.
    let signals: AsyncStream<Signal>
    private let continuation: AsyncStream<Signal>.Continuation
    private let reason = Mutex<EventStreamEnd?>(nil)

    init() {
        (self.signals, self.continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.capacity))
    }

    /// Sends events in one piece, if there are any. It does not wait for the client.
    ///
    /// - Returns: false when the stream has ended, so that nothing more need be sent.
    @discardableResult
    public func send(_ events: [Event]) -> Bool {
        guard !events.isEmpty else { return self.endReason == nil }
        switch self.continuation.yield(.events(events)) {
        case .enqueued: return true
        case .dropped: self.end(.slow)
        default: break
        }
        return false
    }

    func beat() {
        self.continuation.yield(.heartbeat)
    }

    /// Ends the stream behind what was sent. The first reason counts.
    func end(_ reason: EventStreamEnd) {
        self.reason.withLock { $0 = $0 ?? reason }
        self.continuation.finish()
    }

    /// Why the stream has ended; nil while it has not.
    var endReason: EventStreamEnd? { self.reason.withLock { $0 } }
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
