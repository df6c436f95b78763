import BSON
import Catalog
import MongoODM
import Orders
import ShopCore

/// The inventory in the product documents, as payments take from it.
struct CatalogStock: StockKeeper {
    let catalog: CatalogFeature

    func take(_ lines: [StockLine], in transaction: Transaction) async throws -> TakenStock {
        var slugs: [String] = []
        for line in lines {
            guard
                let product = try await self.catalog.products.takeFromInventory(
                    line.productID, line.quantity, in: transaction)
            else { throw OutOfStock() }
            slugs.append(product.slug)
            await PurchaseStep.lineTaken.pass()
        }
        // The list and the page of a product show its inventory.
        return TakenStock { [slugs] in await self.catalog.service.forget(slugs) }
    }
}
