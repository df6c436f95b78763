import BSON
import MongoODM

/// The inventory in the product documents.
struct CatalogStock: Stock {
    let products: ProductRepository
    let catalog: CatalogService

    func take(_ items: [OrderItem], in transaction: Transaction) async throws -> [TakenStock] {
        var taken: [TakenStock] = []
        for item in items {
            guard let id = ObjectID(item.productID),
                let product = try await self.products.takeFromInventory(id, item.quantity, in: transaction)
            else { throw OutOfStock() }
            taken.append(TakenStock(slug: product.slug))
            await PurchaseStep.lineTaken.pass()
        }
        return taken
    }

    func didTake(_ taken: [TakenStock]) async {
        // The list and the page of a product show its inventory.
        await self.catalog.forget(taken.map(\.slug))
    }
}
