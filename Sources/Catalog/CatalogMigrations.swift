import BSON
package import MongoODM
import ShopCore

extension CatalogFeature {
    package static let migrations = [
        // Queries look for `is_active: true`, so a product stored without the field by another program is never shown.
        Migration(1, "give products their state and stock") { database in
            for (field, value) in [("is_active", true), ("inventory", 0)] as [(String, BSONValue)] {
                let missing = BSONDocument([(field, ["$exists": false] as BSONValue)])
                let change: BSONDocument = ["$set": .document(BSONDocument([(field, value)]))]
                let update: BSONValue = ["q": .document(missing), "u": .document(change), "multi": true]
                try await database.run(["update": "products", "updates": [update]])
            }
        } down: { _ in
            // What was missing meant the same.
        },
        Migration(2, "let searches find products by pieces of their texts") { database in
            try await ProductRepository(Collections(database)).addMissingGrams()
        } down: { database in
            // A program that does not know them would leave them as they are when it renames a product.
            try await ProductRepository(Collections(database)).removeGrams()
        },
        Migration(7, "make categories of the products' texts") { database in
            try await StoredCategories(Collections(database)).make()
        } down: { database in
            // The categories stay: products that keep their texts find them again.
            try await StoredCategories(Collections(database)).detach()
        },
        Migration(9, "count what is reserved of products") { database in
            try await ProductRepository(Collections(database)).addMissingBooks()
        } down: { database in
            // The programs before sell the products as they are, of all variants together.
            try await ProductRepository(Collections(database)).removeVariants()
        },
        Migration(10, "let lists find products by filters and orders") { database in
            try await ProductRepository(Collections(database)).addMissingFilterFields()
            // Their ranges are those of the filter keys now.
            try await database.dropIndexes(
                ["is_active_1", "category_ids_1_is_active_1", "is_featured_1_is_active_1", "vendor_id_1_is_active_1"]
                    .map { $0 + "_created_at_-1__id_-1" }, of: "products")
        } down: { database in
            // A program that does not know the fields would leave them as they are when it changes a product. The indexes
            // stay, for instances that still ask by them.
            try await ProductRepository(Collections(database)).removeFilterFields()
        },
        Migration(11, "let searches find products by their words") { database in
            try await StoredWords(products: ProductRepository(Collections(database))).mend()
        } down: { database in
            try await StoredWords(products: ProductRepository(Collections(database))).remove()
        },
        // The indexes that each purchase changed have other conditions and keys now.
        Migration(19, "let lists know by fields of their own what is left and sold") { database in
            try await ProductRepository(Collections(database)).addMissingStockFilter()
            try await database.dropIndexes(
                Self.stockIndexes + ["sold_-1__id_-1", "filter_keys_1_sold_-1__id_-1"], of: "products")
        } down: { database in
            try await ProductRepository(Collections(database)).removeStockFilter()
            try await database.dropIndexes(Self.stockIndexes, of: "products")
        },
    ]

    /// Those of what can be bought, whose names do not tell their condition.
    private static let stockIndexes = [
        "created_at_-1__id_-1", "filter_price_1__id_1", "filter_name_1__id_1",
        "rating.average_-1_rating.count_-1__id_-1",
    ]
}
