import BSON
import MongoODM
import Schemas

extension ProductRepository {
    /// Gives the products that lack them the pieces of text by which searches find them.
    func addMissingGrams() async throws {
        try await self.forEachBatch(of: .lacks(Product.searchGrams), as: SearchedTexts.self) { page in
            // A product that is renamed meanwhile is left as it is: the change has made its grams, or it still lacks them.
            try await self.products.bulkWrite(
                page.map { texts in
                    .updateOne(
                        \.id == texts.id && \.name == texts.name && \.category == texts.category,
                        [.set(Product.searchGrams, to: texts.grams)])
                }, ordered: false)
        }
    }

    /// Takes the pieces of text away.
    func removeGrams() async throws {
        try await self.forEachBatch(of: .all, as: SearchedTexts.self) { page in
            try await self.products.updateMany(.isIn(\.id, page.map(\.id)), .unset(Product.searchGrams))
        }
    }
}

/// What of a product is searched.
private struct SearchedTexts: SchemaObject {
    var id: ObjectID
    var name: String
    var category: String?

    static let schema = Schema(SearchedTexts.init) {
        Field("_id", \.id)
        Field("name", \.name)
        Field("category", \.category)
    }

    var grams: [String] { SearchGrams.all(in: [self.name, self.category ?? ""]) }
}
