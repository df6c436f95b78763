import Synchronization

/// A number that tasks share.
final class Counter: Sendable {
    private let number = Atomic(0)

    var value: Int { self.number.load(ordering: .sequentiallyConsistent) }

    /// Adds one and gives the new number.
    @discardableResult
    func increment() -> Int {
        self.number.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
    }

    func raise(to minimum: Int) {
        self.number.max(minimum, ordering: .sequentiallyConsistent)
    }
}
