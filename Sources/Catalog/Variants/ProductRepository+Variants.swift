import BSON
import MongoODM
import Schemas

extension ProductRepository {
    /// Stores the variants of a product that is still as it was read, and its inventory.
    ///
    /// The unique index keeps a SKU from standing in two products, but not from standing twice in one: that is a condition.
    /// Another one is that nothing is reserved of a product that is sold by variant from now on: the orders name none.
    ///
    /// - Returns: the product after the change, or nil when a condition does not hold.
    /// - Throws: `duplicateKey` naming `variants.sku`.
    func setVariants(of product: Product, to wanted: Product, in transaction: Transaction) async throws -> Product? {
        var query = self.products.isUnchanged(product)
        if product.variants.isEmpty { query = query && .raw(["reserved": ["$in": [0, nil]]]) }
        for variant in wanted.variants
        where product.variant(variant.id)?.sku.hasSameBytes(as: variant.sku) != true {
            query = query && .none(\.variants, \.sku == variant.sku && \.id != variant.id)
        }
        return try await self.change(
            query, product.id, [.set(\.variants, wanted.variants), .set(\.inventory, wanted.inventory)],
            setsInventory: true, in: transaction)
    }
}
