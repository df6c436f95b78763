import BSON

/// Users, each once: a set that a year of a million orders is put into for one answer, which is why it does not hash as `Set` does. Nobody
/// can make it slow by choosing: identifiers are the shop's.
struct DistinctUsers: Sendable {
    /// By their hashes, or behind, where the place was taken. At least half of them are free.
    private var slots: [ObjectID] = Array(repeating: Self.free, count: 8)
    private(set) var count = 0
    private var hasFree = false

    private static let free = [UInt8](repeating: 0, count: 12).withUnsafeBytes { ObjectID(bytes: $0) }

    init() {}

    mutating func insert(_ user: ObjectID) {
        guard user != Self.free else {
            self.count += self.hasFree ? 0 : 1
            self.hasFree = true
            return
        }
        guard Self.put(user, into: &self.slots) else { return }
        self.count += 1
        if self.count * 2 > self.slots.count { self.grow() }
    }

    /// How many of the identifiers were made before a moment.
    ///
    /// - Parameter second: since 1970.
    func count(madeBefore second: Int) -> Int {
        let free = self.hasFree && Self.free.second < second ? 1 : 0
        return self.slots.count { $0 != Self.free && $0.second < second } + free
    }

    private mutating func grow() {
        var slots = Array(repeating: Self.free, count: self.slots.count * 2)
        for user in self.slots where user != Self.free { _ = Self.put(user, into: &slots) }
        self.slots = slots
    }

    /// - Returns: false when it is there already.
    private static func put(_ user: ObjectID, into slots: inout [ObjectID]) -> Bool {
        var place = Int(truncatingIfNeeded: user.quickHash) & (slots.count - 1)
        while slots[place] != self.free {
            if slots[place] == user { return false }
            place = (place + 1) & (slots.count - 1)
        }
        slots[place] = user
        return true
    }
}
