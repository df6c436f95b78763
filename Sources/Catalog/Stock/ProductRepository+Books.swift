import BSON
import MongoODM
import Schemas

extension ProductRepository {
    /// Begins to count what is reserved of the products of which it is not.
    func addMissingBooks() async throws {
        try await self.forEachPage(.lacks(Product.reserved)) { ids in
            try await self.products.updateMany(
                .isIn(\.id, ids) && .lacks(Product.reserved), .set(Product.reserved, to: 0))
        }
    }

    /// Leaves products nothing but their own stock, which has been the sum of their variants'; what is reserved is free
    /// again.
    func removeVariants() async throws {
        let any: BSONDocument = ["$or": [["reserved": ["$exists": true]], ["variants": ["$exists": true]]]]
        try await self.forEachPage(.raw(any)) { ids in
            let reserved: BSONValue = ["$cond": [["$isNumber": "$reserved"], "$reserved", 0]]
            let left: BSONValue = ["$add": ["$inventory", reserved]]
            try await self.products.updateMany(
                .isIn(\.id, ids),
                Pipeline().stage(["$set": ["inventory": ["$cond": [["$isNumber": "$inventory"], left, "$inventory"]]]])
                    .stage(["$unset": ["reserved", "variants"]]))
        }
    }

    /// So few at once that none of the steps takes long, however many there are.
    private func forEachPage(_ query: Query<Product>, _ body: ([ObjectID]) async throws -> Void) async throws {
        var place: PageCursor?
        repeat {
            let page = try await self.products.page(
                query, as: ProductID.self, sort: [.ascending(\.id)], after: place, limit: 500)
            try await body(page.items.map(\.id))
            place = page.next
        } while place != nil
    }
}

/// Which product.
private struct ProductID: SchemaObject {
    var id: ObjectID

    static let schema = Schema(ProductID.init) { Field("_id", \.id) }
}
