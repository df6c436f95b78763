import BSON
import Logging
import MongoODM
import ShopCore

/// Tells those who follow orders of every change, whichever instance or program makes it: by one change stream for the whole
/// process, which is open only while somebody follows an order.
struct OrderWatch: Sendable {
    let orders: Repository<Order>
    let followed: FollowedOrders
    /// How long the stream stays open when nobody follows an order any more.
    var patience = Duration.seconds(60)

    /// New orders have nobody who follows them. That a step has been written into the audit log, or told by mail, is none.
    private static var changes: Pipeline {
        Pipeline().stage([
            "$match": [
                "operationType": ["$ne": "insert"], "updateDescription.updatedFields.unmoved": ["$ne": 0],
                "updateDescription.updatedFields.mailed": ["$exists": false],
            ]
        ])
    }

    /// Watches until the task is cancelled.
    func run(logger: Logger) async {
        for await _ in self.followed.beginnings where self.followed.takeUse() {
            await withTaskGroup { group in
                group.addTask {
                    await CollectionWatch(self.orders, Self.changes, logger: logger).run { await self.note($0) }
                }
                group.addTask { await self.waitForDisuse() }
                await group.next()
                group.cancelAll()
            }
        }
    }

    private func waitForDisuse() async {
        repeat {
            do { try await Task.sleep(for: self.patience) } catch { return }
        } while self.followed.takeUse()
    }

    private func note(_ news: CollectionWatch<Order>.News) async {
        switch news {
        // What has changed before is not told any more, or not which order it was.
        case .began, .unreadable: await self.ask()
        case .change(let change):
            guard let id = change.id else { return }
            if let order = change.document { self.followed.tell(order) } else { self.followed.end(id) }
        case .current, .ended: break
        }
    }

    private static let batchSize = 500

    /// Tells all who follow orders what these are now.
    private func ask() async {
        var ids = self.followed.ids[...]
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
