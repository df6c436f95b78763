/// What one customer bought, and how long it took.
struct Purchases: Sendable {
    /// When the steps of a purchase ended.
    struct Moments {
        let start: ContinuousClock.Instant
        let added: ContinuousClock.Instant
        let ordered: ContinuousClock.Instant
        let end: ContinuousClock.Instant
    }

    var adding: [Duration] = []
    var ordering: [Duration] = []
    var confirming: [Duration] = []
    var flows: [Duration] = []
    /// How many of each product were paid, by its number.
    var sold: [Int: Int] = [:]
    /// What ended the shopping before its time.
    var problem: String?

    mutating func note(_ moments: Moments) {
        self.adding.append(moments.start.duration(to: moments.added))
        self.ordering.append(moments.added.duration(to: moments.ordered))
        self.confirming.append(moments.ordered.duration(to: moments.end))
        self.flows.append(moments.start.duration(to: moments.end))
    }
}
