import MongoODM

/// The events of the last while, in order.
struct LiveMemory {
    /// All that has happened behind this place is in it.
    private(set) var start: ResumeToken
    /// All that has happened before this place is in it, or before its start.
    private(set) var end: ResumeToken
    private var events: ArraySlice<LiveEvent> = []
    private let capacity: Int

    /// - Parameter capacity: how many events it has at least, once there were so many.
    init(from start: ResumeToken, capacity: Int) {
        self.start = start
        self.end = start
        self.capacity = capacity
    }

    mutating func add(_ event: LiveEvent) {
        self.events.append(event)
        self.end = event.place
        // Not for each event: what goes is moved away for many at once.
        guard self.events.count > 4 * self.capacity else { return }
        let kept = self.events.suffix(2 * self.capacity)
        self.start = self.events[kept.startIndex - 1].place
        self.events = ArraySlice(Array(kept))
    }

    /// Notes that nothing is to be told up to a place.
    mutating func reach(_ place: ResumeToken) { self.end = place }

    /// Adds what was before its start.
    mutating func addBefore(_ earlier: [LiveEvent], from start: ResumeToken) {
        self.events = ArraySlice(earlier + self.events)
        self.start = start
    }

    /// What has happened behind a place that is not before the start.
    func events(after place: ResumeToken) -> [LiveEvent] {
        // Who comes again has missed little.
        var first = self.events.endIndex
        while first > self.events.startIndex, place < self.events[first - 1].place { first -= 1 }
        return Array(self.events[first...])
    }
}
