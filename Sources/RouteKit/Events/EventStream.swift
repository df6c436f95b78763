import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// An answer that goes on: events as they happen, and a comment now and then, until the client is gone, the server stops, the
/// caller may not be told any more, or the stream has lived long enough.
struct EventStream<Caller: Sendable, Event: ServerEvent>: Sendable {
    let feed: EventFeed<Caller, Event>
    let limits: EventStreamLimits
    /// Is taken for as long as the stream is there.
    let place: EventStreams.Place
    /// Finds out who calls, as they are now.
    let admit: @Sendable () async throws -> Caller
    let log: RequestLog

    /// Whether the caller may be told, as far as that is known at this moment.
    private enum Standing {
        case admitted(Caller)
        case refused
        case unknown
    }

    /// Sends the stream.
    ///
    /// - Parameter body: that of the request, by which is noticed that the client is gone.
    func run(_ body: RequestBody, _ send: (ByteBuffer) async throws -> Void) async throws {
        let time = ProcessTime()
        let outlet = EventOutlet<Event>(capacity: self.feed.capacity)
        var count = 0
        defer { self.log.streamEnded(outlet.endReason ?? .gone, events: count, after: time.seconds) }
        try await withGracefulShutdownHandler {
            try await body.consumeWithInboundCloseHandler { _ in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        await self.feed.follow(outlet)
                        if !Task.isCancelled { outlet.end(.over) }
                    }
                    group.addTask { await self.beat(outlet) }
                    try await send(Self.opening)
                    for await _ in outlet.wakes {
                        guard let (part, events) = await self.part(outlet) else { break }
                        if part.readableBytes > 0 { try await send(part) }
                        count += events
                    }
                    group.cancelAll()
                }
            } onInboundClosed: {
                outlet.end(.gone)
            }
        } onGracefulShutdown: {
            outlet.end(.shutdown)
        }
    }

    /// Clients that lose their streams at the same moment don't all come back at one.
    private static var opening: ByteBuffer { ByteBuffer(string: "retry: \(Int.random(in: 1000...3000))\n\n") }

    private static var heartbeat: ByteBuffer { ByteBuffer(staticString: ":\n\n") }

    /// What goes out, and how many events that are; nil when the stream ends in its place.
    private func part(_ outlet: EventOutlet<Event>) async -> (ByteBuffer, events: Int)? {
        let (events, isBeating) = outlet.take()
        var part = ByteBuffer()
        switch await self.standing() {
        case .refused:
            outlet.end(.refused)
            return nil
        case .unknown where !events.isEmpty:
            outlet.end(.unknown)
            return nil
        // While a database is away, streams wait for it: a comment tells nobody anything.
        case .unknown:
            if isBeating { part.writeImmutableBuffer(Self.heartbeat) }
            return (part, 0)
        case .admitted(let caller):
            let shown = events.filter { self.feed.shows($0, caller) }
            for event in shown { part.write(event) }
            if isBeating { part.writeImmutableBuffer(Self.heartbeat) }
            return (part, shown.count)
        }
    }

    private func standing() async -> Standing {
        do {
            let caller = try await self.admit()
            return self.feed.isFor(caller) ? .admitted(caller) : .refused
        } catch let refusal as any HTTPRefusal {
            return refusal.status.kind == .clientError ? .refused : .unknown
        } catch {
            return .unknown
        }
    }

    /// Beats until the stream is too old, or its task is cancelled.
    private func beat(_ outlet: EventOutlet<Event>) async {
        let end = ContinuousClock.now + self.limits.lifetime
        while true {
            do {
                try await Task.sleep(until: min(.now + self.limits.heartbeat, end), clock: .continuous)
            } catch {
                return
            }
            guard ContinuousClock.now < end else { return outlet.end(.old) }
            outlet.beat()
        }
    }
}
