import BSON
import MongoODM
import ShopCore

/// Nothing was sold or reserved that is not there, of products and of their variants.
struct StockInvariant: Invariant {
    let products: ProductRepository

    let name = "stock"
    let statement = "no product has less than nothing in stock"

    func examine(listing limit: Int) async throws -> Examination {
        let books = ["inventory", "reserved", "variants.inventory", "variants.reserved"]
        let negative: BSONDocument = ["$match": ["$or": .array(books.map { [$0: ["$lt": 0]] })]]
        let shown: BSONDocument = [
            "$project": [
                "slug": 1, "inventory": 1, "reserved": 1, "sold": 1, "stocked": 1, "variants._id": 1,
                "variants.inventory": 1, "variants.reserved": 1,
            ]
        ]
        return try await self.products.products.faults(Pipeline().stage(negative).stage(shown), listing: limit)
    }
}
