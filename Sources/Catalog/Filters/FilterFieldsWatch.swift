import BSON
import Logging
import MongoODM
import ShopCore

/// Gives products that other programs store the fields by which lists find them.
struct FilterFieldsWatch: Sendable {
    let products: ProductRepository
    let catalog: CatalogService

    /// Watches until the task is cancelled.
    func run(logger: Logger) async {
        let lacking = Pipeline().stage([
            "$match": [
                "operationType": ["$in": ["insert", "replace"]], "fullDocument.filter_until": ["$exists": false],
            ]
        ])
        await CollectionWatch(self.products.products, lacking, logger: logger).run { news in
            switch news {
            case .began, .change, .unreadable:
                do {
                    if try await self.products.followClock().foundNew { await self.catalog.forgetAll() }
                } catch {
                    logger.warning("Products of other programs are not listed yet", metadata: ["reason": "\(error)"])
                }
            case .current, .ended: break
            }
        }
    }
}
