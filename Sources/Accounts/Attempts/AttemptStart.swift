/// What comes of an attempt that begins.
struct AttemptStart: Hashable, Sendable {
    /// How long it must wait, in milliseconds; 0 if it may be made, and then it is counted.
    var wait: Int
    /// Whether the next one must wait if this one fails.
    var locksOut: Bool
}
