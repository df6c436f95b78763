import BSON
import Catalog
import FoundationEssentials
import MongoODM
import Orders
import ShopCore

extension StockBooks {
    /// The products and variants that count other pieces as reserved than pending orders have set aside; those that were
    /// removed have no books.
    func reservedFaults(listing limit: Int) async throws -> Examination {
        let identifier: BSONValue = [
            "$convert": ["input": "$items.product_id", "to": "objectId", "onError": nil, "onNull": nil]
        ]
        // A product without variants has one, its own.
        let variants: BSONValue = [
            "$cond": [["$gt": [["$size": Self.array("$variants")], 0]], "$variants", [["reserved": "$reserved"]]]
        ]
        let books: BSONValue = [
            ["$project": ["slug": 1, "variants": variants]],
            ["$unwind": "$variants"],
            [
                "$project": [
                    "_id": ["product": "$_id", "variant": ["$ifNull": ["$variants._id", nil]]], "slug": 1,
                    "reserved": ["$ifNull": ["$variants.reserved", 0]], "isThere": ["$literal": true],
                ]
            ],
        ]
        let isReserved: BSONValue = ["status": "pending", "expires_at": ["$gt": .date(Date(timeIntervalSince1970: 0))]]
        var found = try await self.orders.orders.faults(
            Pipeline()
                .stage(["$match": isReserved])
                .stage(["$unwind": "$items"])
                .stage([
                    "$group": [
                        "_id": ["product": identifier, "variant": ["$ifNull": ["$items.variant_id", nil]]],
                        "pending": ["$sum": "$items.qty"],
                    ]
                ])
                .stage(["$unionWith": ["coll": "products", "pipeline": books]])
                .stage([
                    "$group": [
                        "_id": "$_id", "slug": ["$max": "$slug"], "reserved": ["$max": "$reserved"],
                        "pending": ["$sum": "$pending"], "isThere": ["$max": "$isThere"],
                    ]
                ])
                .stage(["$match": ["isThere": true, "$expr": ["$ne": ["$reserved", "$pending"]]]])
                .stage(["$unset": "isThere"]), listing: limit)
        found.examined = try await self.products.products.count()
        return found
    }
}
