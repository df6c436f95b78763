import Synchronization

/// A door in the middle of an operation: the test waits until somebody stands before it, and opens it when it likes.
package final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrivals = 0
        var atDoor: [CheckedContinuation<Void, Never>] = []
        var observers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Called by the operation: waits until the gate is open.
    package func pass() async {
        await withCheckedContinuation { continuation in
            let resumed = self.state.withLock { state -> [CheckedContinuation<Void, Never>] in
                state.arrivals += 1
                var resumed = state.observers.filter { $0.count <= state.arrivals }.map(\.continuation)
                state.observers.removeAll { $0.count <= state.arrivals }
                if state.isOpen { resumed.append(continuation) } else { state.atDoor.append(continuation) }
                return resumed
            }
            for continuation in resumed { continuation.resume() }
        }
    }

    /// Called by the test: waits until so many have come.
    package func arrival(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isThere = self.state.withLock { state in
                if state.arrivals >= count { return true }
                state.observers.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    package func open() {
        let waiting = self.state.withLock { state in
            state.isOpen = true
            defer { state.atDoor = [] }
            return state.atDoor
        }
        for continuation in waiting { continuation.resume() }
    }
}
