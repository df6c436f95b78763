import BSON
import MongoODM
import Schemas

extension ProductRepository {
    /// Gives the products that lack them the pieces of text by which searches find them.
    func addMissingGrams() async throws {
        let order: [Sort<Product>] = [.ascending(\.id)]
        var place: PageCursor?
        repeat {
            let page = try await self.products.page(
                .lacks(Product.searchGrams), as: SearchedTexts.self, sort: order, after: place, limit: 1000)
            // One that is renamed meanwhile is left as it is: whoever did so has made its grams, or it still lacks them.
            try await self.products.bulkWrite(
                page.items.map { texts in
                    .updateOne(
                        \.id == texts.id && \.name == texts.name && \.category == texts.category,
                        [.set(Product.searchGrams, to: texts.grams)])
                }, ordered: false)
            place = page.next
        } while place != nil
    }

    /// Takes the pieces of text away.
    func removeGrams() async throws {
        try await self.products.updateMany(.all, .unset(Product.searchGrams))
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
