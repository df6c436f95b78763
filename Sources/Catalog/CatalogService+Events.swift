import BSON
import MongoODM
import Schemas
import ShopCore

extension CatalogService {
    /// Tells of a change of a product, in the transaction that makes it.
    ///
    /// - Parameter product: as it is after the change, or was before it was removed.
    func tell(_ name: EventName, _ product: Product, in transaction: Transaction) async throws {
        try await self.events.products.note(name, product.id, in: transaction) {
            let category = try await self.categories.category(of: product, in: transaction)
            let vendorName = try await self.vendorName(of: product, in: transaction)
            return ListedProduct(product, category, vendorName: vendorName)
        }
    }

    /// Tells that a product is gone. Of one that can't be read no more is told than its identifier.
    func tellGone(_ product: StoredProduct, _ id: ObjectID, in transaction: Transaction) async throws {
        switch product {
        case .readable(let product):
            // It was told when it was hidden.
            if product.removal == nil { try await self.tell(.productDeleted, product, in: transaction) }
        case .unreadable:
            try await self.events.outbox.note(
                ShopEvent(.productDeleted, about: id) { UnreadableProduct(id: id) }, in: transaction)
        }
    }
}

/// All that is told of a product that can't be read.
private struct UnreadableProduct: SchemaObject {
    var id: ObjectID

    static let schema = Schema(UnreadableProduct.init) { Field("id", \.id) }
}
