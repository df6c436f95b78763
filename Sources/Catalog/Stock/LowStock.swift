package import BSON
import MongoJobs
package import MongoODM
import Schemas
import ShopCore

/// What is told when few pieces are left.
struct LowStock: SchemaObject {
    var productID: ObjectID
    /// Nil for a product without variants.
    var variantID: ObjectID?
    var sku: String?
    var name: String
    var slug: String
    var inventory: Int
    var threshold: Int

    static let schema = Schema(LowStock.init) {
        Field("product_id", \.productID)
        Field("variant_id", \.variantID)
        Field("sku", \.sku)
        Field("name", \.name)
        Field("slug", \.slug)
        Field("inventory", \.inventory)
        Field("threshold", \.threshold)
    }
}

extension CatalogService {
    /// Tells that pieces run short, other systems at once and those who look after them by mail, if they did not before an order took some.
    ///
    /// - Parameters:
    ///   - product: as it is after that.
    ///   - variantID: what was taken of; nil for a product without variants.
    ///   - quantity: how many were taken.
    package func noteTaken(
        _ quantity: Int, of product: Product, variant variantID: ObjectID?, in transaction: Transaction
    ) async throws {
        let variant = product.variants.first { $0.id == variantID }
        let left = variant?.inventory ?? product.inventory
        let threshold = self.events.lowStock
        guard left <= threshold, left.addingReportingOverflow(quantity).partialValue > threshold else { return }
        let low = LowStock(
            productID: product.id, variantID: variantID, sku: variant?.sku, name: product.name, slug: product.slug,
            inventory: left, threshold: threshold)
        try await self.events.outbox.note(ShopEvent(.stockLow, about: product.id) { low }, in: transaction)
        try await self.jobs.enqueue(
            LowStockJob(productID: product.id, variantID: variantID), in: transaction)
    }
}
