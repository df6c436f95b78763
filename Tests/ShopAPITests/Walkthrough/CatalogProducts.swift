import BSON
import Catalog
import MongoODM
import Questions

/// The products of the catalog, as questions see them.
struct CatalogProducts {
    let products: ProductRepository
}

extension CatalogProducts: Questions.ProductLookup {
    func productID(ofSlug slug: String) async throws -> ObjectID? {
        let product = try await self.products.products.findOne(\.slug == slug)
        return product?.isActive == true ? product?.id : nil
    }
}
