import Synchronization

/// The entries that this process is making anew, and those that it leaves alone for some time.
final class Refreshes: Sendable {
    /// The names, each with the moment from which on it may be begun again.
    private let names = Mutex<[EntryName: MonotonicInstant]>([:])

    /// So many may be left alone before those are looked for whose time is over.
    private static let many = 1000

    /// - Returns: whether it may be begun; a caller that begins must `end`.
    func begin(_ name: EntryName) -> Bool {
        self.names.withLock { names in
            let now = MonotonicInstant.now
            if let end = names[name], now < end { return false }
            if names.count >= Self.many { names = names.filter { now < $0.value } }
            names[name] = .distantFuture
            return true
        }
    }

    /// - Parameter pause: how long it is not to be begun again.
    func end(_ name: EntryName, pause: Duration) {
        self.names.withLock { $0[name] = pause > .zero ? MonotonicInstant.now.advanced(by: pause) : nil }
    }
}
