/// What a route whose answer goes on tells its client: what there is to be told first, and then what happens.
public struct EventFeed<Caller: Sendable, Event: ServerEvent>: Sendable {
    let isFor: @Sendable (Caller) -> Bool
    let follow: @Sendable (EventOutlet<Event>) async -> Void

    /// - Parameters:
    ///   - isFor: whether a caller may be told, as it is now. It is asked again before anything is sent.
    ///   - follow: sends until its task is cancelled; the stream ends when it returns.
    public init(
        for isFor: @escaping @Sendable (Caller) -> Bool,
        _ follow: @escaping @Sendable (EventOutlet<Event>) async -> Void
    ) {
        self.isFor = isFor
        self.follow = follow
    }
}
