import BSON
import MongoODM
import Orders
import ShopCore

extension StockBooks {
    /// The variants whose paid orders were not taken from their stock once; those that were removed have no books.
    func variantFaults(listing limit: Int) async throws -> Examination {
        let identifier: BSONValue = [
            "$convert": ["input": "$items.product_id", "to": "objectId", "onError": nil, "onNull": nil]
        ]
        let variants: BSONValue = [
            ["$match": ["variants.0": ["$exists": true]]],
            ["$project": ["slug": 1, "variants": Self.array("$variants")]],
            ["$unwind": "$variants"],
            [
                "$project": [
                    "_id": ["product": "$_id", "variant": "$variants._id"], "slug": 1, "sku": "$variants.sku",
                    "sold": "$variants.sold", "isThere": ["$literal": true],
                ]
            ],
        ]
        return try await self.orders.orders.faults(
            Pipeline()
                .stage(["$match": Self.isSold])
                .stage(["$unwind": "$items"])
                .stage(["$match": ["items.variant_id": ["$ne": nil]]])
                .stage([
                    "$group": [
                        "_id": ["product": identifier, "variant": "$items.variant_id"],
                        "paid": ["$sum": Self.soldOfLine],
                    ]
                ])
                .stage(["$unionWith": ["coll": "products", "pipeline": variants]])
                .stage([
                    "$group": [
                        "_id": "$_id", "slug": ["$max": "$slug"], "sku": ["$max": "$sku"], "sold": ["$max": "$sold"],
                        "paid": ["$sum": "$paid"], "isThere": ["$max": "$isThere"],
                    ]
                ])
                .stage(["$match": ["isThere": true, "$expr": Self.isNotTaken]])
                .stage(["$unset": "isThere"]), listing: limit)
    }
}
