import Synchronization

/// Invalidations that did not reach Redis, one entry a namespace.
///
/// While there are any, Redis may hold entries that were declared stale, so nothing is read from it or stored in it.
final class PendingInvalidations: Sendable {
    private struct State {
        var waiting: [ByteKey: InvalidationTargets] = [:]
        /// What is being sent; it counts until Redis has confirmed it.
        var underWay: [ByteKey: InvalidationTargets] = [:]
        /// Whether a task delivers them.
        var isDelivering = false
    }

    private let state = Mutex(State())
    /// Whether there are any: what every read asks first, without a lock.
    private let isPending = Atomic(false)

    var isEmpty: Bool { !self.isPending.load(ordering: .acquiring) }

    /// Remembers an invalidation.
    ///
    /// - Returns: whether the caller must start a task that delivers it.
    func add(_ targets: InvalidationTargets, namespace: ByteKey) -> Bool {
        self.state.withLock { state in
            Self.merge(targets, namespace: namespace, into: &state)
            self.isPending.store(true, ordering: .releasing)
            defer { state.isDelivering = true }
            return !state.isDelivering
        }
    }

    /// Everything that waits, to be sent; nil, and the delivering task ends, if nothing does.
    func take() -> [ByteKey: InvalidationTargets]? {
        self.state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isDelivering = false
                return nil
            }
            state.underWay = state.waiting
            state.waiting = [:]
            return state.underWay
        }
    }

    /// Redis has executed the invalidation of this namespace that was taken. One that was added since remains.
    func confirm(namespace: ByteKey) {
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

    /// The delivering task ends without having delivered everything.
    func giveUp() {
        self.putBack()
        self.state.withLock { $0.isDelivering = false }
    }

    private static func merge(_ targets: InvalidationTargets, namespace: ByteKey, into state: inout State) {
        if state.waiting[namespace]?.merge(targets) == nil { state.waiting[namespace] = targets }
    }
}
