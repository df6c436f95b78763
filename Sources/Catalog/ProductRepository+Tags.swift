import BSON
import MongoODM
import ShopCore

extension ProductRepository {
    /// A page of the tags that active products have, by their names.
    func tags(_ request: PageRequest) async throws -> CountedPage<TagCount> {
        let active: Query<Product> = \.isActive == true
        let pipeline = Pipeline().match(active).project(["tags": .field(\Product.tags)])
            .stage(["$unwind": "$tags"])
            .stage(["$group": ["_id": "$tags", "count": ["$sum": 1]]])
            .stage(["$sort": ["_id": 1]])
        let found = try await self.products.aggregate(
            pipeline, as: TagCount.self, limit: CountedPage<TagCount>.highestTotal)
        return CountedPage(of: found, request)
    }
}
