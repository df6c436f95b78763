import BSON
import MongoODM
import Schemas
import ShopCore

/// Makes categories of the texts that products have, and takes them away from the products again.
struct StoredCategories: Sendable {
    private let choice: CategoryChoice
    private let products: ProductRepository

    private static let author = Author(command: "migrate")

    init(_ collections: Collections) {
        self.init(
            categories: CategoryRepository(collections), products: ProductRepository(collections),
            audit: AuditTrail(collections))
    }

    init(categories: CategoryRepository, products: ProductRepository, audit: AuditTrail) {
        self.choice = CategoryChoice(repository: categories, audit: audit)
        self.products = products
    }

    /// Products whose category is a text alone.
    static let unplaced: BSONDocument = ["category": ["$type": "string", "$regex": "\\S"], "category_id": nil]

    /// Gives the products that have a text alone the category of this name.
    ///
    /// - Returns: how many products got one.
    @discardableResult
    func make() async throws -> Int {
        var placed = 0
        try await self.products.forEachBatch(of: .raw(Self.unplaced), as: NamedCategory.self) { page in
            var categories: [String: Category] = [:]
            for text in Set(page.compactMap(\.category)) {
                categories[text] = try await self.category(text)
            }
            let writes = page.compactMap { product -> BulkWrite<Product>? in
                guard let text = product.category, let category = categories[text] else { return nil }
                // One that gets another text meanwhile is left as it is: the change has found its category.
                return .updateOne(
                    \.id == product.id && .raw(["category": .string(text), "category_id": nil]),
                    [.set(\.categoryID, category.id), .set(\.categoryIDs, category.path)])
            }
            if !writes.isEmpty {
                placed += try await self.products.products.bulkWrite(writes, ordered: false).modified
                try await self.products.setCategoryKeys(of: page.map(\.id))
            }
        }
        return placed
    }

    /// Leaves the products nothing but their texts.
    func detach() async throws {
        let any: BSONDocument = ["$or": [["category_id": ["$exists": true]], ["category_ids": ["$exists": true]]]]
        try await self.products.forEachBatch(of: .raw(any), as: NamedCategory.self) { page in
            try await self.products.products.updateMany(
                .isIn(\.id, page.map(\.id)), .unset(\.categoryID), .raw("$unset", "category_ids", ""))
        }
    }

    /// Nil when there are too many already.
    private func category(_ text: String) async throws -> Category? {
        do {
            return try await CategoryRivalry.retryingAll {
                try await self.products.client.transaction { transaction in
                    try await self.choice.category(for: text, by: Self.author, in: transaction)
                }
            }
        } catch let error as ShopError where error.kind == .conflict {
            return nil
        }
    }
}

/// What a product's category is called.
private struct NamedCategory: SchemaObject {
    var id: ObjectID
    var category: String?

    static let schema = Schema(NamedCategory.init) {
        Field("_id", \.id)
        Field("category", \.category)
    }
}
