import BSON
import Synchronization

/// The orders that somebody follows in this process, and what tells them of changes.
final class FollowedOrders: Sendable {
    private typealias Follower = AsyncStream<Order>.Continuation

    private struct State {
        var followers: [ObjectID: [Int: Follower]] = [:]
        var lastNumber = 0
        /// Whether somebody has followed an order since this was asked last.
        var isUsed = false
    }

    /// Has an element when somebody begins to follow an order, one however many do.
    let beginnings: AsyncStream<Void>
    private let began: AsyncStream<Void>.Continuation
    private let state = Mutex(State())

    init() {
        (self.beginnings, self.began) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// An order after each change from now on; of several that nobody has looked at, the newest. It ends when the order is gone,
    /// and is ended by not being referred to any more.
    func follow(_ id: ObjectID) -> AsyncStream<Order> {
        let (changes, follower) = AsyncStream.makeStream(of: Order.self, bufferingPolicy: .bufferingNewest(1))
        let number = self.state.withLock { state in
            state.lastNumber += 1
            state.followers[id, default: [:]][state.lastNumber] = follower
            state.isUsed = true
            return state.lastNumber
        }
        follower.onTermination = { [weak self] _ in self?.remove(number, of: id) }
        self.began.yield()
        return changes
    }

    private func remove(_ number: Int, of id: ObjectID) {
        // Nothing of a follower may end while the state is locked.
        _ = self.state.withLock { state in
            let follower = state.followers[id]?.removeValue(forKey: number)
            if state.followers[id]?.isEmpty == true { state.followers[id] = nil }
            return follower
        }
    }

    /// The orders that somebody follows.
    var ids: [ObjectID] { self.state.withLock { Array($0.followers.keys) } }

    /// Tells those who follow an order what it is now.
    func tell(_ order: Order) {
        for follower in self.followers(of: order.id) { follower.yield(order) }
    }

    /// Tells those who follow an order that it is gone.
    func end(_ id: ObjectID) {
        for follower in self.followers(of: id) { follower.finish() }
    }

    private func followers(of id: ObjectID) -> [Follower] {
        self.state.withLock { $0.followers[id].map { Array($0.values) } ?? [] }
    }

    /// Whether somebody follows an order, or has since this was asked last.
    func takeUse() -> Bool {
        self.state.withLock { state in
            defer { state.isUsed = false }
            return state.isUsed || !state.followers.isEmpty
        }
    }
}
