import BSON
import Catalog
import MongoODM
import Orders
import ShopCore

/// The inventory in the product documents, as payments take from it.
struct CatalogStock: StockKeeper {
    let catalog: CatalogFeature

    func take(_ lines: [StockLine], in transaction: Transaction) async throws -> TakenStock {
        var taken: [Product] = []
        for line in lines {
            guard
                let product = try await self.catalog.products.takeFromInventory(
                    line.productID, line.quantity, in: transaction)
            else { throw OutOfStock() }
            taken.append(product)
            await PurchaseStep.lineTaken.pass()
        }
        // The list and the page of a product show its inventory.
        return TakenStock { [taken] in await self.catalog.service.forget(taken) }
    }
}
