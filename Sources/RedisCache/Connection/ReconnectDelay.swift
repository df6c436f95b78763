/// The pauses between attempts to reconnect: doubling up to a cap, each shortened by a random part.
struct ReconnectDelay {
    private let bounds: ClosedRange<Duration>
    private var next: Duration

    /// - Parameter bounds: the first pause and the cap; less than a millisecond counts as one.
    init(_ bounds: ClosedRange<Duration>) {
        let first = max(bounds.lowerBound, .milliseconds(1))
        self.bounds = first...max(bounds.upperBound, first)
        self.next = first
    }

    /// The pause before the next attempt, between half of the nominal pause and the whole.
    mutating func pause(using generator: inout some RandomNumberGenerator) -> Duration {
        let nominal = self.next
        self.next = min(nominal * 2, self.bounds.upperBound)
        return nominal * Double.random(in: 0.5...1, using: &generator)
    }

    /// Starts again from the lower bound, after a success.
    mutating func reset() {
        self.next = self.bounds.lowerBound
    }
}
