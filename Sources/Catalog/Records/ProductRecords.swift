package import BSON
import RedisCache

/// The products as lines of carts and wishlists show them, active or not: from the cache, by whatever they are called.
///
/// What invalidates a product's pages invalidates its records, so a price or a stock is never older here than there. That is
/// as much as a cart promises; what is paid and what is taken is read from the database, see ``ProductRepository``. The long
/// texts of the products are missing.
package struct ProductRecords: Sendable {
    let products: ProductRepository
    let cache: CacheManager

    /// The products with the given numbers.
    package func find(numbers: [Int]) async throws -> [Int: Product] {
        let numbers = Array(Set(numbers))
        let found = try await self.records(numbers.map { ProductReference(String($0)) }) { places in
            let found = try await self.products.find(numbers: places.map { numbers[$0] })
            return places.map { found[numbers[$0]] }
        }
        // The record under a number that no product has may be of one that has it for a slug.
        return Dictionary(
            uniqueKeysWithValues: zip(numbers, found).compactMap { number, product in
                product.flatMap { $0.productID == number ? (number, $0) : nil }
            })
    }

    /// The products with the given ids.
    package func find(ids: [ObjectID]) async throws -> [ObjectID: Product] {
        let ids = Array(Set(ids))
        let found = try await self.records(ids.map { ProductReference($0.hexString) }) { places in
            let found = try await self.products.find(ids: places.map { ids[$0] })
            return places.map { found[ids[$0]] }
        }
        return Dictionary(
            uniqueKeysWithValues: zip(ids, found).compactMap { id, product in
                product.flatMap { $0.id == id ? (id, $0) : nil }
            })
    }

    /// The product that each text is the id, the number or the slug of, nil where there is none.
    package func find(named texts: [String]) async throws -> [Product?] {
        let references = texts.map { ProductReference($0) }
        return try await self.records(references) { places in
            try await ProductReference.find(places.map { references[$0] }, in: self.products.products)
        }
    }

    private func records(
        _ references: [ProductReference], _ find: ([Int]) async throws -> [Product?]
    ) async throws -> [Product?] {
        try await self.cache.cached(
            namespace: CatalogCache.namespace, keys: references.map(CatalogCache.recordKey)
        ) { places in
            try await find(places).map { $0.map(ProductRecord.init) }
        }.map { $0?.product }
    }
}
