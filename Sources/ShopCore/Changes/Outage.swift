/// An outage that is told once for each of its reasons, however often something is tried meanwhile.
package struct Outage {
    /// So many reasons are told at most: one that has a number in it would be new each time.
    private static let limit = 16

    private var reasons: Set<String> = []

    package init() {}

    /// Whether a reason is to be told.
    package mutating func isNew(_ reason: String) -> Bool {
        self.reasons.count < Self.limit && self.reasons.insert(reason).inserted
    }

    /// Notes that it is over.
    ///
    /// - Returns: whether there was one.
    package mutating func end() -> Bool {
        defer { self.reasons = [] }
        return !self.reasons.isEmpty
    }
}
