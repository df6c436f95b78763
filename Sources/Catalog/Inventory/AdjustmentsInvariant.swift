import BSON
import FoundationEssentials
import MongoODM
import Schemas
package import ShopCore

/// The sum of all adjustments of a product is what was stocked of it, since they are written down.
package struct AdjustmentsInvariant: Invariant {
    let adjustments: StockAdjustments

    package let name = "adjustments"
    package let statement = "what was stocked of each product is the sum of its adjustments"

    package func examine(listing limit: Int) async throws -> Examination {
        try await self.adjustments.adjustments.faults(Self.faults, listing: limit)
    }

    /// Writes down what is missing: the product is believed.
    package func mend() async throws -> Int {
        var mended = 0
        let found = try await self.adjustments.adjustments.documents(Self.faults, limit: 10_000)
        for document in found {
            guard let id = document["_id"]?.objectIDValue else { continue }
            if try await self.adjustments.count(id) { mended += 1 }
        }
        return mended
    }

    private static let faults: Pipeline = {
        let joined: BSONDocument = [
            "$lookup": [
                "from": "products", "localField": "_id", "foreignField": "_id",
                "pipeline": [["$project": ["slug": 1, "stocked": 1]]], "as": "product",
            ]
        ]
        return Pipeline()
            .stage([
                "$group": [
                    "_id": "$product_id", "sum": ["$sum": "$change"],
                    "has_begun": ["$max": ["$eq": ["$_id", "$product_id"]]],
                ]
            ])
            .stage(["$match": ["has_begun": true]])
            .stage(joined)
            .stage(["$unwind": "$product"])
            .stage(["$match": ["$expr": ["$ne": ["$sum", "$product.stocked"]]]])
            .stage(["$project": ["slug": "$product.slug", "stocked": "$product.stocked", "sum": 1]])
    }()
}

extension StockAdjustments {
    /// Writes down what the adjustments of a product lack.
    ///
    /// - Returns: false when nothing is missing.
    fileprivate func count(_ id: ObjectID) async throws -> Bool {
        try await self.adjustments.database.client.transaction { transaction in
            let sums = try await self.adjustments.aggregate(
                Pipeline().match(\StockAdjustment.productID == id)
                    .groupAll(["sum": .sum(.field(\StockAdjustment.change))]),
                as: Sum.self, in: transaction)
            guard let product = try await self.products.get(id, in: transaction), let sum = sums.first?.sum else {
                return false
            }
            let missing = product.opening.subtractingReportingOverflow(sum).partialValue
            guard missing != 0 else { return false }
            try await self.adjustments.create(
                StockAdjustment(productID: id, change: missing, reason: StockAdjustment.counted), in: transaction)
            return true
        }
    }

    private struct Sum: SchemaObject {
        var sum: Int

        static let schema = Schema(Sum.init) { Field("sum", \.sum) }
    }
}
