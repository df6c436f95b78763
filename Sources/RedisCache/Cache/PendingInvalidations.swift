import Synchronization

/// Invalidations that did not reach Redis, one entry a namespace.
///
/// While there are any, Redis may hold entries that were declared stale, so nothing is read from it or stored in it.
final class PendingInvalidations: Sendable {
    private struct State {
        var waiting: [String: InvalidationTargets] = [:]
        /// What is being sent; it counts until Redis has confirmed it.
        var underWay: [String: InvalidationTargets] = [:]
        /// Whether a task looks after them.
        var hasCourier = false
    }

    private let state = Mutex(State())
    /// Whether there are any: what every read asks first, without a lock.
    private let isPending = Atomic(false)

    var isEmpty: Bool { !self.isPending.load(ordering: .acquiring) }

    /// Remembers an invalidation.
    ///
    /// - Returns: whether the caller must start a task that delivers it.
    func add(_ targets: InvalidationTargets, namespace: String) -> Bool {
        self.state.withLock { state in
            Self.merge(targets, namespace: namespace, into: &state)
            self.isPending.store(true, ordering: .releasing)
            defer { state.hasCourier = true }
            return !state.hasCourier
        }
    }

    /// Everything that waits, to be sent; nil, and the courier's duty ends, if nothing does.
    func take() -> [String: InvalidationTargets]? {
        self.state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.hasCourier = false
                return nil
            }
            state.underWay = state.waiting
            state.waiting = [:]
            return state.underWay
        }
    }

    /// Redis has executed the invalidation of this namespace that was taken. One that was added since remains.
    func confirm(namespace: String) {
        self.state.withLock { state in
            state.underWay[namespace] = nil
            if state.underWay.isEmpty, state.waiting.isEmpty { self.isPending.store(false, ordering: .releasing) }
        }
    }

    /// What was taken and not confirmed waits again.
    func putBack() {
        self.state.withLock { state in
            for (namespace, targets) in state.underWay { Self.merge(targets, namespace: namespace, into: &state) }
            state.underWay = [:]
        }
    }

    /// The courier gives up, for good.
    func dismissCourier() {
        self.putBack()
        self.state.withLock { $0.hasCourier = false }
    }

    private static func merge(_ targets: InvalidationTargets, namespace: String, into state: inout State) {
        if state.waiting[namespace]?.merge(targets) == nil { state.waiting[namespace] = targets }
    }
}
