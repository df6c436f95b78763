import BSON
import MongoODM
import ShopCore

/// What products keep of their ratings is what their reviews say.
struct RatingsInvariant: Invariant {
    let products: ProductRepository

    let name = "ratings"
    let statement = "each product's ratings are those of its reviews that are not hidden"

    /// Looks at the products that have ratings, and then at those that have none, by the reviews that there are.
    func examine(listing limit: Int) async throws -> Examination {
        let parts = ["rating.count", "rating.sum", "rating.average"]
        let (isNothing, isSomething): (BSONValue, BSONValue) = (["$in": [0, nil]], ["$nin": [0, nil]])
        let somethings = parts.map { BSONValue.document(BSONDocument([($0, isSomething)])) }
        let nothings = parts.map { BSONValue.document(BSONDocument([("product." + $0, isNothing)])) }
        let isRated: BSONDocument = ["$match": ["$or": .array(somethings)]]
        let isUnrated: BSONDocument = ["$match": ["$and": .array(nothings)]]
        let rated = [isRated, ["$project": ["slug": 1, "rating": 1]], Self.found] + Self.compared
        let unrated: [BSONDocument] = [
            Self.counting, ["$group": ["_id": "$product_id", "count": ["$sum": 1]]],
            [
                "$lookup": [
                    "from": "products", "localField": "_id", "foreignField": "_id",
                    "pipeline": [["$project": ["slug": 1, "rating": 1]]], "as": "product",
                ]
            ],
            ["$unwind": "$product"], isUnrated,
            ["$project": ["slug": "$product.slug", "rating": "$product.rating", "reviews": "$count"]],
        ]
        let union: BSONDocument = [
            "$unionWith": ["coll": "reviews", "pipeline": .array(unrated.map { .document($0) })]
        ]
        let pipeline = (rated + [union]).reduce(Pipeline()) { $0.stage($1) }
        return try await self.products.products.faults(pipeline, listing: limit)
    }

    private static let counting: BSONDocument = ["$match": ["hidden": ["$ne": true]]]

    /// How many reviews there are of each rating.
    private static let found: BSONDocument = [
        "$lookup": [
            "from": "reviews", "localField": "_id", "foreignField": "product_id",
            "pipeline": [.document(counting), ["$group": ["_id": "$rating", "count": ["$sum": 1]]]], "as": "found",
        ]
    ]

    /// Leaves those whose ratings are others than those of the reviews.
    private static let compared: [BSONDocument] = {
        let ratings = ReviewRules.ratings
        let counts = ratings.map { rating -> (String, BSONValue) in
            let isOne: BSONValue = ["$eq": ["$$this._id", .int32(Int32(rating))]]
            let sum: BSONValue = ["$add": ["$$value", ["$cond": [isOne, "$$this.count", 0]]]]
            return ("\(rating)", ["$reduce": ["input": "$found", "initialValue": 0, "in": sum]])
        }
        let products = ratings.map { rating -> BSONValue in
            ["$multiply": [.int32(Int32(rating)), .string("$reviews.\(rating)")]]
        }
        let average = ProductRating.average(of: "$sum", by: "$count")
        let areKept = ratings.map { rating -> BSONValue in
            ["$eq": [["$ifNull": [.string("$rating.by_rating.\(rating)"), 0]], .string("$reviews.\(rating)")]]
        }
        let isTrue: BSONValue = [
            "$and": .array(
                areKept + [
                    ["$eq": [["$ifNull": ["$rating.count", 0]], "$count"]],
                    ["$eq": [["$ifNull": ["$rating.sum", 0]], "$sum"]],
                    ["$eq": [["$ifNull": ["$rating.average", 0]], average]],
                ])
        ]
        let totals: BSONDocument = [
            "$set": [
                "count": ["$add": .array(ratings.map { .string("$reviews.\($0)") })], "sum": ["$add": .array(products)],
            ]
        ]
        return [
            ["$set": ["reviews": .document(BSONDocument(counts))]], totals,
            ["$match": ["$expr": ["$not": [isTrue]]]], ["$project": ["slug": 1, "rating": 1, "reviews": 1]],
        ]
    }()
}
