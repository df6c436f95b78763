import BSON
import MongoODM
import ShopCore

/// Nothing was sold that is not there.
struct StockInvariant: Invariant {
    let products: ProductRepository

    let name = "stock"
    let statement = "no product has less than nothing in stock"

    func examine(listing limit: Int) async throws -> Examination {
        let negative: BSONDocument = ["$match": ["inventory": ["$lt": 0]]]
        let shown: BSONDocument = ["$project": ["slug": 1, "inventory": 1, "sold": 1, "stocked": 1]]
        return try await self.products.products.faults(Pipeline().stage(negative).stage(shown), listing: limit)
    }
}
