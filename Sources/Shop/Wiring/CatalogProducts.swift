import BSON
import Carts
import Catalog
import FoundationEssentials
import Orders

/// The products of the catalog, as carts and checkout see them: with the prices of the moment at which they are looked up.
///
/// Carts show, and judge by, what the products' pages show: both come from the cache, and change together. What an order costs
/// and takes comes from the database.
struct CatalogProducts {
    let records: ProductRecords
    let products: ProductRepository

    init(_ catalog: CatalogFeature) {
        self.records = catalog.records
        self.products = catalog.products
    }
}

extension CatalogProducts: Carts.ProductLookup {
    func products(numbered numbers: [Int]) async throws -> [Int: ProductSummary] {
        let now = Date.now
        return try await self.records.find(numbers: numbers).mapValues { ProductSummary($0, at: now) }
    }

    func products(withIDs ids: [ObjectID]) async throws -> [ObjectID: ProductSummary] {
        let now = Date.now
        return try await self.records.find(ids: ids).mapValues { ProductSummary($0, at: now) }
    }

    func product(named name: String) async throws -> ProductSummary? {
        try await self.products(named: [name])[0]
    }

    func products(named names: [String]) async throws -> [ProductSummary?] {
        let now = Date.now
        return try await self.records.find(named: names).map { $0.map { ProductSummary($0, at: now) } }
    }
}

extension ProductSummary {
    fileprivate init(_ product: Product, at moment: Date) {
        self.init(
            id: product.id, number: product.productID, slug: product.slug, name: product.name,
            price: product.price(at: moment), image: product.image,
            pictureID: product.images.first?.id, isActive: product.isActive,
            inventory: product.availableInventory, maximumPerOrder: product.maximumPerOrder,
            weight: product.weight, categories: product.categoryIDs,
            variants: product.variants.map {
                Variant(
                    id: $0.id, options: $0.options, price: product.price(of: $0, at: moment),
                    pictureID: $0.imageID, isActive: $0.isActive, inventory: $0.inventory)
            })
    }
}

extension CatalogProducts: Orders.ProductLookup {
    func products(numbered numbers: [Int]) async throws -> [Int: OrderedProduct] {
        let now = Date.now
        return try await self.products.find(numbers: numbers).mapValues { OrderedProduct($0, at: now) }
    }

    func products(named names: [String]) async throws -> [OrderedProduct?] {
        let now = Date.now
        return try await self.products.find(named: names).map { $0.map { OrderedProduct($0, at: now) } }
    }
}

extension OrderedProduct {
    fileprivate init(_ product: Product, at moment: Date) {
        self.init(
            id: product.id, number: product.productID, name: product.name, price: product.price(at: moment),
            isActive: product.isActive, maximumPerOrder: product.maximumPerOrder, weight: product.weight,
            vendorID: product.vendorID, categories: product.categoryIDs,
            variants: product.variants.map {
                Variant(
                    id: $0.id, sku: $0.sku, options: $0.options, price: product.price(of: $0, at: moment),
                    isActive: $0.isActive)
            })
    }
}
