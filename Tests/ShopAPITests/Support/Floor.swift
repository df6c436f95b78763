import Synchronization

/// A value that only rises, shared by who raises and who checks.
final class Floor: Sendable {
    private let state: Mutex<(value: Int64, isFinished: Bool)>

    init(_ value: Int64) { self.state = Mutex((value, false)) }

    var value: Int64 { self.state.withLock { $0.value } }
    var isFinished: Bool { self.state.withLock { $0.isFinished } }
    func raise(to value: Int64) { self.state.withLock { $0.value = value } }
    func finish() { self.state.withLock { $0.isFinished = true } }
}
