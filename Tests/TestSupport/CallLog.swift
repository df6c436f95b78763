import Synchronization

/// What was called, in its order.
package final class CallLog: Sendable {
    private let state = Mutex<[String]>([])

    package init() {}

    package var names: [String] { self.state.withLock { $0 } }
    package func note(_ name: String) { self.state.withLock { $0.append(name) } }
}
