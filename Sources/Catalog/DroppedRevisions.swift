import BSON
import Synchronization

/// Up to which revision the cache was told of changed figures of products.
///
/// Each purchase is told twice: by the process that made it, and by the database. The second time would drop what was
/// fetched since.
final class DroppedRevisions: Sendable {
    private static let most = 10_000

    private let revisions = Mutex<[ObjectID: Int]>([:])

    /// Those that the cache may still have as they were before.
    func stillKept(_ products: [Product]) -> [Product] {
        self.revisions.withLock { revisions in
            products.filter { product in revisions[product.id].map { $0 < product.revision } ?? true }
        }
    }

    /// The cache has dropped what it had of the products before these revisions.
    func note(_ products: [Product]) {
        self.revisions.withLock { revisions in
            if revisions.count + products.count > Self.most { revisions = [:] }
            for product in products {
                revisions[product.id] = max(product.revision, revisions[product.id] ?? product.revision)
            }
        }
    }

    /// Products were changed otherwise. Whoever replaces a document may begin its revisions anew.
    func forget(_ ids: [ObjectID]) {
        self.revisions.withLock { revisions in
            for id in ids { revisions[id] = nil }
        }
    }
}
