import BSON
import MongoODM
import Schemas
import ShopCore

/// What products keep of their categories is what these are. For a moment after a category was renamed or moved it is not:
/// the copies follow in batches.
struct CategoriesInvariant: Invariant {
    let categories: CategoryRepository
    let products: ProductRepository
    let audit: AuditTrail

    let name = "categories"
    let statement = "each product with a category has its ids and its name"

    func examine(listing limit: Int) async throws -> Examination {
        let placed: BSONDocument = [
            "$match": ["$or": [["category_id": ["$ne": nil]], .document(StoredCategories.unplaced)]]
        ]
        let lookup: BSONDocument = [
            "$lookup": [
                "from": .string(Category.schema.name), "localField": "category_id", "foreignField": "_id",
                "as": "found",
            ]
        ]
        let copied: BSONDocument = ["$set": ["found": ["$first": "$found"]]]
        let isTrue: BSONValue = [
            "$and": [
                [
                    "$eq": [
                        "$category_ids",
                        [
                            "$concatArrays": [
                                ["$ifNull": ["$found.ancestors", []]], [["$ifNull": ["$found._id", nil]]],
                            ]
                        ],
                    ]
                ],
                [
                    "$eq": [
                        ["$trim": ["input": ["$ifNull": ["$category", ""]]]],
                        ["$trim": ["input": ["$ifNull": ["$found.name", nil]]]],
                    ]
                ],
            ]
        ]
        let wrong: BSONDocument = ["$match": ["$expr": ["$not": [isTrue]]]]
        let shown: BSONDocument = [
            "$project": [
                "slug": 1, "category": 1, "category_id": 1, "category_ids": 1, "name_of_category": "$found.name",
            ]
        ]
        // Letter case is no difference, of whatever letters.
        let products = self.products.products.comparing(by: Collation(locale: "en", strength: .accents))
        return try await products.faults(
            Pipeline().stage(placed).stage(lookup).stage(copied).stage(wrong).stage(shown), listing: limit)
    }

    /// Gives products that have a text alone the category of this name. Where text and id differ, only people know which of
    /// them is meant.
    func mend() async throws -> Int {
        try await StoredCategories(categories: self.categories, products: self.products, audit: self.audit).make()
    }
}
