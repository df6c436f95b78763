import Carts
import Catalog
import Orders

/// The products of the catalog, as carts and checkout see them.
struct CatalogProducts {
    let products: ProductRepository
}

extension CatalogProducts: Carts.ProductLookup {
    func products(numbered numbers: [Int]) async throws -> [Int: ProductSummary] {
        try await self.products.find(numbers: numbers).mapValues { product in
            ProductSummary(
                name: product.name, price: product.price, image: product.image, isActive: product.isActive)
        }
    }
}

extension CatalogProducts: Orders.ProductLookup {
    func products(numbered numbers: [Int]) async throws -> [Int: OrderedProduct] {
        try await self.products.find(numbers: numbers).mapValues { product in
            OrderedProduct(id: product.id, name: product.name, price: product.price, isActive: product.isActive)
        }
    }
}
