import MongoJobs
package import MongoODM
import ShopCore

extension OrdersFeature {
    package static let migrations = [
        // Orders that an earlier version places meanwhile get theirs by their next step, or by the doctor.
        Migration(12, "give orders numbers and histories") { database in
            try await StoredHistories(database).complete(StoredHistories.withoutNumber)
        } down: { database in
            // The programs before this one look for steps in the audit log alone.
            let collections = Collections(database)
            try await HistoryTransfer(
                OrderRepository(collections), audit: AuditTrail(collections), jobs: JobQueue(collections)
            ).settle()
            try await StoredHistories(database).remove()
        },
        // What an earlier version takes the money for meanwhile is completed by what keeps the figures.
        Migration(16, "let orders say when they were paid and where they go") { database in
            try await PaidMoments(database).completeAll()
        } down: { database in
            try await PaidMoments(database).remove()
        },
        Migration(20, "find what users have paid for among their orders") { database in
            try await database.dropIndexes(["user_id_1_items.product_id_1"], of: "orders")
        } down: { _ in
            // The programs before this one make the index when they start, and find the same without it.
        },
    ]
}
