import BSON
import MongoODM
import Schemas

extension ProductRepository {
    /// Begins to count what is reserved of the products of which it is not.
    func addMissingBooks() async throws {
        try await self.forEachBatch(of: .lacks(Product.reserved), as: ProductID.self) { page in
            try await self.products.updateMany(
                .isIn(\.id, page.map(\.id)) && .lacks(Product.reserved), .set(Product.reserved, to: 0))
        }
    }

    /// Leaves products nothing but their own stock, which has been the sum of their variants'; what is reserved is free
    /// again.
    func removeVariants() async throws {
        let any: BSONDocument = ["$or": [["reserved": ["$exists": true]], ["variants": ["$exists": true]]]]
        try await self.forEachBatch(of: .raw(any), as: ProductID.self) { page in
            let reserved: BSONValue = ["$cond": [["$isNumber": "$reserved"], "$reserved", 0]]
            let left: BSONValue = ["$add": ["$inventory", reserved]]
            try await self.products.updateMany(
                .isIn(\.id, page.map(\.id)),
                Pipeline().stage(["$set": ["inventory": ["$cond": [["$isNumber": "$inventory"], left, "$inventory"]]]])
                    .stage(["$unset": ["reserved", "variants"]]))
        }
    }
}

/// Which product.
struct ProductID: SchemaObject {
    var id: ObjectID

    static let schema = Schema(ProductID.init) { Field("_id", \.id) }
}
