import Synchronization

/// The entries that this process is making anew.
final class Refreshes: Sendable {
    private let names = Mutex<Set<EntryName>>([])

    /// - Returns: whether it was not begun already; a caller that begins must `end`.
    func begin(_ name: EntryName) -> Bool { self.names.withLock { $0.insert(name).inserted } }

    func end(_ name: EntryName) {
        self.names.withLock { _ = $0.remove(name) }
    }
}
