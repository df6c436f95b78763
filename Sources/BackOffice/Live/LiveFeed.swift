package import MongoODM
import Schemas
import ShopCore
import Synchronization

/// Tells those who look after the shop what happens, while it happens, whichever program does it.
///
/// All who listen in a process are told by one change stream. Who comes again with the place of the last event that it knows is
/// told what has happened since: from memory, or else from the server's history, which is read for one of them at a time, so that
/// a thousand who come again at once do not ask for a thousand streams.
package final class LiveFeed: Sendable {
    private struct Listener {
        /// What came before it is known.
        var place: ResumeToken
        let send: @Sendable ([LiveEvent]) -> Void
    }

    private struct State {
        /// Nil while nothing is told.
        var memory: LiveMemory?
        var listeners: [Int: Listener] = [:]
        var lastNumber = 0
        /// Those who wait until something is told, or the history was read.
        var waiting: [AsyncStream<Void>.Continuation] = []
        var isReadingHistory = false
        /// From here on back it is too long ago.
        var forgotten: ResumeToken?

        /// What ends when there may be something else.
        mutating func wait() -> AsyncStream<Void> {
            let (end, continuation) = AsyncStream.makeStream(of: Void.self)
            self.waiting.append(continuation)
            return end
        }

        mutating func wake() -> [AsyncStream<Void>.Continuation] {
            defer { self.waiting = [] }
            return self.waiting
        }
    }

    private let database: MongoDatabase
    private let topics: [LiveTopic]
    private let part: ChangeFeedPart
    private let capacity: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - feed: tells of the changes.
    ///   - capacity: how many events are in memory, and how many are read again for somebody who comes again.
    init(_ topics: [LiveTopic], of database: MongoDatabase, by feed: ChangeFeed, capacity: Int = 1024) {
        self.database = database
        self.topics = topics
        self.capacity = capacity
        self.part = feed.part(topics.map(\.selection))
        self.part.hear { [weak self] in self?.hear($0) }
    }

    // MARK: What happens

    private func hear(_ news: ChangeFeed.News) {
        switch news {
        case .began(let place): self.begin(at: place)
        case .change(let change):
            let event = self.topics.lazy.compactMap { $0.event(of: change) }.first
            self.state.withLock { state in
                guard let event else {
                    state.memory?.reach(change.token)
                    return
                }
                state.memory?.add(event)
                for listener in state.listeners.values where listener.place < event.place { listener.send([event]) }
            }
        case .reached(let place): self.state.withLock { $0.memory?.reach(place) }
        case .ended: self.state.withLock { $0.memory = nil }
        }
    }

    private func begin(at place: ResumeToken) {
        let reset = LiveEvent(.reset, LiveReset(reason: .lost), before: place)
        let waiting = self.state.withLock { state in
            state.memory = LiveMemory(from: place, capacity: self.capacity)
            state.forgotten = nil
            for number in state.listeners.keys {
                state.listeners[number]?.place = place
                state.listeners[number]?.send([reset])
            }
            return state.wake()
        }
        for waiter in waiting { waiter.finish() }
    }

    // MARK: Who listens

    /// Sends what happens, until the task is cancelled.
    ///
    /// - Parameters:
    ///   - place: that of the last event that is known; nil for none.
    ///   - isNew: whether none was named.
    ///   - send: is called with one piece of news after the other, and must not wait.
    package func listen(
        after place: ResumeToken?, isNew: Bool, send: @escaping @Sendable ([LiveEvent]) -> Void
    ) async {
        let use = self.part.use()
        let number = self.state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        await self.join(number, after: place, otherwise: isNew ? .new : .lost, send)
        // Nobody goes on with the other end.
        let (cancelled, continuation) = AsyncStream.makeStream(of: Void.self)
        for await _ in cancelled {}
        continuation.finish()
        // Nothing of a listener may end while the state is locked.
        _ = self.state.withLock { $0.listeners.removeValue(forKey: number) }
        withExtendedLifetime(use) {}
    }

    private enum Entry {
        case joined
        /// It has to wait for what another one waits for.
        case waits(AsyncStream<Void>)
        /// What has happened since is not in memory.
        case isBehind(ResumeToken)
        /// Another process has told more than this one knows of yet.
        case isAhead
    }

    /// How often a history is read for one who comes again. Meanwhile memory may go on without what was read.
    private static let attempts = 3

    private func join(
        _ number: Int, after last: ResumeToken?, otherwise reason: ResetReason,
        _ send: @escaping @Sendable ([LiveEvent]) -> Void
    ) async {
        var (last, reason, attempts, isChecked) = (last, reason, 0, false)
        while !Task.isCancelled {
            switch self.enter(number, after: last, otherwise: reason, isChecked: isChecked, send) {
            case .joined: return
            case .waits(let end): for await _ in end {}
            case .isBehind(let start):
                attempts += 1
                if let place = last, attempts <= Self.attempts, await self.readHistory(from: place, to: start) {
                    continue
                }
                (last, reason) = (nil, .lost)
            case .isAhead:
                isChecked = true
                guard let place = last, let present = try? await self.database.presentPlace() else { continue }
                if present < place { (last, reason) = (nil, .lost) }
            }
        }
    }

    private func enter(
        _ number: Int, after last: ResumeToken?, otherwise reason: ResetReason, isChecked: Bool,
        _ send: @escaping @Sendable ([LiveEvent]) -> Void
    ) -> Entry {
        self.state.withLock { state in
            guard let memory = state.memory else { return .waits(state.wait()) }
            guard let last else {
                state.listeners[number] = Listener(place: memory.end, send: send)
                send([LiveEvent(.reset, LiveReset(reason: reason), before: memory.end)])
                return .joined
            }
            if last < memory.start {
                if state.isReadingHistory { return .waits(state.wait()) }
                return .isBehind(memory.start)
            }
            if memory.end < last, !isChecked { return .isAhead }
            state.listeners[number] = Listener(place: max(last, memory.end), send: send)
            let missed = memory.events(after: last)
            if !missed.isEmpty { send(missed) }
            return .joined
        }
    }

    // MARK: What has happened before

    /// How long reading the history may take.
    private static let longestReading = Duration.seconds(10)

    /// Has what has happened behind a place in memory, if that is not too much or too long ago.
    ///
    /// - Parameter start: of what is in memory.
    /// - Returns: whether it is worth looking there again.
    private func readHistory(from place: ResumeToken, to start: ResumeToken) async -> Bool {
        let mayRead = self.state.withLock { state -> Bool? in
            if let forgotten = state.forgotten, !(forgotten < place) { return false }
            if state.isReadingHistory { return nil }
            state.isReadingHistory = true
            return true
        }
        guard mayRead == true else { return mayRead == nil }
        let events = try? await self.history(from: place, to: start)
        let wasCancelled = Task.isCancelled
        let waiting = self.state.withLock { state in
            state.isReadingHistory = false
            if let events {
                // Memory may have gone on, or begun again.
                if state.memory?.start == start { state.memory?.addBefore(events, from: place) }
            } else if !wasCancelled {
                state.forgotten = place
            }
            return state.wake()
        }
        for waiter in waiting { waiter.finish() }
        return events != nil
    }

    /// - Returns: nil when it is too much.
    /// - Throws: `MongoError`: what the server does not know any more, or has never known, among others.
    private func history(from place: ResumeToken, to end: ResumeToken) async throws -> [LiveEvent]? {
        let giveUp = ContinuousClock.now + Self.longestReading
        var changes = try await self.database.changes(
            after: place, ChangeSelection.pipeline(self.topics.map(\.selection)), outageTimeout: Self.longestReading)
        var events: [LiveEvent] = []
        while events.count <= self.capacity, .now < giveUp {
            switch try await changes.nextTurn() {
            case .change(let change):
                if end < change.token { return events }
                if let event = self.topics.lazy.compactMap({ $0.event(of: change) }).first { events.append(event) }
            case .nothing: if !(changes.place < end) { return events }
            case .end: return nil
            }
        }
        return nil
    }
}

private func max(_ first: ResumeToken, _ second: ResumeToken) -> ResumeToken { first < second ? second : first }
