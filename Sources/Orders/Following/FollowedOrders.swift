import BSON
import ShopCore
import Synchronization

/// The orders that somebody follows in this process. Whoever follows one has changes of orders told.
final class FollowedOrders: Sendable {
    private struct Follower {
        let continuation: AsyncStream<Order>.Continuation
        let use: ChangeFeedPart.Use
    }

    private struct State {
        var followers: [ObjectID: [Int: Follower]] = [:]
        var lastNumber = 0
    }

    private let part: ChangeFeedPart
    private let state = Mutex(State())

    /// - Parameter part: is told of changes of orders.
    init(_ part: ChangeFeedPart) {
        self.part = part
    }

    /// An order after each change from now on; of several that nobody has looked at, the newest. It ends when the order is gone,
    /// and is ended by not being referred to any more.
    func follow(_ id: ObjectID) -> AsyncStream<Order> {
        let (changes, continuation) = AsyncStream.makeStream(of: Order.self, bufferingPolicy: .bufferingNewest(1))
        let follower = Follower(continuation: continuation, use: self.part.use())
        let number = self.state.withLock { state in
            state.lastNumber += 1
            state.followers[id, default: [:]][state.lastNumber] = follower
            return state.lastNumber
        }
        continuation.onTermination = { [weak self] _ in self?.remove(number, of: id) }
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

    /// Whether somebody follows an order.
    func contains(_ id: ObjectID) -> Bool { self.state.withLock { $0.followers[id] != nil } }

    /// Tells those who follow an order what it is now.
    func tell(_ order: Order) {
        for follower in self.followers(of: order.id) { follower.yield(order) }
    }

    /// Tells those who follow an order that it is gone.
    func end(_ id: ObjectID) {
        for follower in self.followers(of: id) { follower.finish() }
    }

    private func followers(of id: ObjectID) -> [AsyncStream<Order>.Continuation] {
        self.state.withLock { $0.followers[id].map { $0.values.map(\.continuation) } ?? [] }
    }
}
