import BSON
import MongoODM
import ShopCore

/// Tells those who follow orders of every change, whichever instance or program makes it.
struct OrderWatch: Sendable {
    private let followed: FollowedOrders
    private let orders: Repository<Order>

    /// The orders that can be followed from now on.
    ///
    /// - Parameter feed: tells of the changes.
    static func orders(_ orders: Repository<Order>, by feed: ChangeFeed) -> FollowedOrders {
        let part = feed.part([Self.changes])
        let followed = FollowedOrders(part)
        part.hear { [weak followed] news in
            guard let followed else { return }
            await OrderWatch(followed: followed, orders: orders).hear(news)
        }
        return followed
    }

    /// New orders have nobody who follows them. That a step has been written into the audit log, or told by mail, is none.
    private static let changes = ChangeSelection(
        Order.self,
        [
            "operationType": ["$ne": "insert"], "updateDescription.updatedFields.unmoved": ["$ne": 0],
            "updateDescription.updatedFields.mailed": ["$exists": false],
        ])

    private func hear(_ news: ChangeFeed.News) async {
        switch news {
        // What has changed before is not told.
        case .began: await self.ask(self.followed.ids)
        case .change(let change):
            guard let id = change.id?.objectIDValue, self.followed.contains(id) else { return }
            // One that is gone, or has become unreadable, is asked for as all are.
            guard let order = try? self.orders.change(in: change)?.document else { return await self.ask([id]) }
            self.followed.tell(order)
        case .reached, .ended: break
        }
    }

    private static let batchSize = 500

    /// Tells those who follow some orders what these are now.
    private func ask(_ ids: [ObjectID]) async {
        var ids = ids[...]
        while !ids.isEmpty, !Task.isCancelled {
            let batch = Array(ids.prefix(Self.batchSize))
            guard let found = try? await self.orders.find(.isIn(\.id, batch), limit: batch.count) else {
                // Nobody would tell of these changes later.
                try? await Task.sleep(for: .seconds(1))
                continue
            }
            for order in found { self.followed.tell(order) }
            for id in Set(batch).subtracting(found.map(\.id)) { self.followed.end(id) }
            ids = ids.dropFirst(batch.count)
        }
    }
}
