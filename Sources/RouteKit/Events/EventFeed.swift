/// What a route whose answer goes on tells its client: what there is to be told first, and then what happens.
public struct EventFeed<Caller: Sendable, Event: ServerEvent>: Sendable {
    let isFor: @Sendable (Caller) -> Bool
    let shows: @Sendable (Event, Caller) -> Bool
    let capacity: Int
    let follow: @Sendable (EventOutlet<Event>) async -> Void

    /// - Parameters:
    ///   - isFor: whether a caller may be told, as it is now. It is asked again before anything is sent.
    ///   - shows: whether a caller may be told an event, as the caller is when it is sent. What they may not is left out.
    ///   - capacity: how many events may wait for a client that reads slowly, before it loses its stream.
    ///   - follow: sends until its task is cancelled; the stream ends when it returns.
    public init(
        for isFor: @escaping @Sendable (Caller) -> Bool = { _ in true },
        showing shows: @escaping @Sendable (Event, Caller) -> Bool = { _, _ in true }, holding capacity: Int = 64,
        _ follow: @escaping @Sendable (EventOutlet<Event>) async -> Void
    ) {
        self.isFor = isFor
        self.shows = shows
        self.capacity = capacity
        self.follow = follow
    }
}
