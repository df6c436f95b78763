import Carts
import Catalog
import Orders

/// The products of the catalog, as carts and checkout see them.
struct CatalogProducts {
    let products: ProductRepository
}

extension CatalogProducts: Carts.ProductLookup {
    func products(numbered numbers: [Int]) async throws -> [Int: ProductSummary] {
        try await self.products.find(numbers: numbers).mapValues { ProductSummary($0) }
    }

    func product(named name: String) async throws -> ProductSummary? {
        try await self.products.find(named: name).map { ProductSummary($0) }
    }
}

extension ProductSummary {
    fileprivate init(_ product: Product) {
        self.init(
            id: product.id, number: product.productID, slug: product.slug, name: product.name, price: product.price,
            image: product.image, isActive: product.isActive, inventory: product.availableInventory,
            variants: product.variants.map {
                Variant(
                    id: $0.id, options: $0.options, price: $0.price, isActive: $0.isActive, inventory: $0.inventory)
            })
    }
}

extension CatalogProducts: Orders.ProductLookup {
    func products(numbered numbers: [Int]) async throws -> [Int: OrderedProduct] {
        try await self.products.find(numbers: numbers).mapValues { product in
            OrderedProduct(
                id: product.id, name: product.name, price: product.price, isActive: product.isActive,
                variants: product.variants.map {
                    OrderedProduct.Variant(
                        id: $0.id, sku: $0.sku, options: $0.options, price: $0.price, isActive: $0.isActive)
                })
        }
    }
}
