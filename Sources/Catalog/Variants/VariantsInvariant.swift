import BSON
import MongoODM
import ShopCore

/// A product with variants keeps the sums of their books, and each of them adds up.
struct VariantsInvariant: Invariant {
    let products: ProductRepository

    let name = "variants"
    let statement = "the stock of each product with variants is the sum of theirs"

    func examine(listing limit: Int) async throws -> Examination {
        let isOne: BSONDocument = ["$match": ["variants.0": ["$exists": true]]]
        // What is no number is wrong, too, and must not end the look.
        let books = ["inventory", "reserved", "sold", "stocked"]
        let isCountable: BSONValue = ["$and": .array(books.map { ["$isNumber": .string("$$variant." + $0)] })]
        let parts: BSONValue = ["$$variant.inventory", "$$variant.reserved", "$$variant.sold"]
        let isSound: BSONValue = ["$cond": [isCountable, ["$eq": [["$add": parts], "$$variant.stocked"]], false]]
        let areSound: BSONValue = [
            "$allElementsTrue": [["$map": ["input": "$variants", "as": "variant", "in": isSound]]]
        ]
        let isTrue: BSONValue = [
            "$and": [
                ["$isArray": "$variants"], ["$eq": [["$sum": "$variants.inventory"], "$inventory"]],
                ["$eq": [["$sum": "$variants.reserved"], ["$ifNull": ["$reserved", 0]]]],
                ["$lte": [["$sum": "$variants.sold"], ["$ifNull": ["$sold", 0]]]],
                ["$cond": [["$isArray": "$variants"], areSound, false]],
            ]
        ]
        let wrong: BSONDocument = ["$match": ["$expr": ["$not": [isTrue]]]]
        let shown: BSONDocument = [
            "$project": [
                "slug": 1, "inventory": 1, "reserved": 1, "sold": 1,
                "variants": [
                    "$map": [
                        "input": ["$cond": [["$isArray": "$variants"], "$variants", []]], "as": "variant",
                        "in": [
                            "_id": "$$variant._id", "inventory": "$$variant.inventory",
                            "reserved": "$$variant.reserved", "sold": "$$variant.sold",
                            "stocked": "$$variant.stocked",
                        ],
                    ]
                ],
            ]
        ]
        return try await self.products.products.faults(
            Pipeline().stage(isOne).stage(wrong).stage(shown), listing: limit)
    }
}
