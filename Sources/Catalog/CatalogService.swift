public import BSON
public import Idempotency
import MongoODM
import RedisCache
public import Schemas
public import ShopCore

/// The products: shown to everybody from the cache, changed by admins.
public struct CatalogService: Sendable {
    private let products: ProductRepository
    private let audit: AuditTrail
    private let cache: CacheManager

    init(products: ProductRepository, audit: AuditTrail, cache: CacheManager) {
        self.products = products
        self.audit = audit
        self.cache = cache
    }

    /// A page of the active products, as JSON that can be sent as it is.
    ///
    /// - Parameters:
    ///   - search: text that the name or the category has somewhere in it; nil or empty for all.
    ///   - productID: the number of the one product wanted.
    public func list(
        search: String?, productID: Int? = nil, skip: Int, limit: Int
    ) async throws -> Representation<[Product]> {
        let key = CatalogCache.listKey(search: search, productID: productID, skip: skip, limit: limit)
        return try await self.cache.cached(namespace: CatalogCache.namespace, key: key) {
            Representation(
                try await self.products.search(search, productID: productID, skip: skip, limit: limit))
        }
    }

    /// The same page if this process has it in memory.
    public func listInMemory(search: String?, productID: Int?, skip: Int, limit: Int) -> Representation<[Product]>? {
        let key = CatalogCache.listKey(search: search, productID: productID, skip: skip, limit: limit)
        return self.cache.valueInMemory(namespace: CatalogCache.namespace, key: key)
    }

    /// An active product, as JSON that can be sent as it is.
    ///
    /// - Throws: ``ShopError`` `notFound`.
    public func product(slug: String) async throws -> Representation<Product> {
        try await self.cache.cached(namespace: CatalogCache.namespace, key: CatalogCache.slugKey(slug)) {
            guard let product = try await self.products.findActive(slug: slug) else { throw Self.notFound }
            return Representation(product)
        }
    }

    /// The same product if this process has it in memory.
    public func productInMemory(slug: String) -> Representation<Product>? {
        self.cache.valueInMemory(namespace: CatalogCache.namespace, key: CatalogCache.slugKey(slug))
    }

    /// Adds a product.
    ///
    /// - Parameters:
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the product.
    /// - Throws: ``ShopError`` `conflict` when its slug or number is taken.
    public func create<Answer>(
        _ draft: ProductDraft, by author: Author, keeping: KeepingAnswer<Product, Answer>
    ) async throws -> Kept<Answer> {
        try await self.create(draft, by: author) { product, transaction in
            try await keeping(product, in: transaction)
        }
    }

    /// Adds a product that no request asks for.
    package func create(_ draft: ProductDraft, by author: Author) async throws {
        try await self.create(draft, by: author) { _, _ in }
    }

    /// - Parameter more: stores more with the product.
    private func create<Output: Sendable>(
        _ draft: ProductDraft, by author: Author, with more: (Product, Transaction) async throws -> Output
    ) async throws -> Output {
        let (created, output) = try await self.refusingDuplicates {
            try await self.products.client.transaction { transaction in
                let product = try await self.products.create(Product(draft), in: transaction)
                try await self.audit.note(.product(from: nil, to: product), by: author, in: transaction)
                return (product, try await more(product, transaction))
            }
        }
        await self.forget([created.slug])
        return output
    }

    /// Changes fields of a product.
    ///
    /// - Parameters:
    ///   - match: what it must be for that; nil for anything.
    ///   - author: who answers for it.
    /// - Throws: ``ShopError``: `notFound`; `changed`; `conflict` when the new slug or number is taken.
    public func update(
        _ id: ObjectID, _ changes: ProductChanges, if match: IfMatch? = nil, by author: Author
    ) async throws -> Product {
        let (before, after) = try await self.refusingDuplicates {
            try await self.products.client.transaction { transaction in
                let before = try await self.present(id, if: match, in: transaction)
                let updates = changes.updates(of: before)
                guard !updates.isEmpty else { return (before, nil as Product?) }
                let setsInventory = changes.inventory.newValue != nil
                guard
                    let after = try await self.products.change(
                        before, updates, setsInventory: setsInventory, in: transaction)
                else { throw Self.hasChanged }
                try await self.audit.note(.product(from: before, to: after), by: author, in: transaction)
                return (before, after)
            }
        }
        guard let after else { return before }
        await self.forget([before.slug, after.slug])
        return after
    }

    /// Removes a product. Orders keep their snapshots of it.
    ///
    /// - Parameters:
    ///   - match: what it must be for that; nil for anything.
    ///   - author: who answers for it.
    /// - Returns: what was removed.
    /// - Throws: ``ShopError``: `notFound`; `changed`.
    public func delete(_ id: ObjectID, if match: IfMatch? = nil, by author: Author) async throws -> Product {
        let product = try await self.products.client.transaction { transaction in
            let product = try await self.present(id, if: match, in: transaction)
            guard try await self.products.delete(product, in: transaction) else { throw Self.hasChanged }
            try await self.audit.note(.product(removed: product), by: author, in: transaction)
            return product
        }
        await self.forget([product.slug])
        return product
    }

    /// The product as the transaction sees it. Who changes it meanwhile makes the transaction begin again, so that the
    /// comparison and the change are one step.
    private func present(_ id: ObjectID, if match: IfMatch?, in transaction: Transaction) async throws -> Product {
        guard let product = try await self.products.find(id, in: transaction) else { throw Self.notFound }
        if let match, !match.holds(for: product) { throw Self.hasChanged }
        return product
    }

    /// Drops what the cache keeps of the products, after they have changed in the database.
    package func forget(_ slugs: [String]) async {
        let keys = slugs.map { CachePattern.escaping(CatalogCache.slugKey($0)) }
        await self.cache.invalidate(CatalogCache.namespace, keys + [CatalogCache.allLists])
    }

    /// Drops all that the cache keeps of products.
    func forgetAll() async {
        await self.cache.clearNamespace(CatalogCache.namespace)
    }

    private func refusingDuplicates<Output>(_ write: () async throws -> Output) async throws -> Output {
        do {
            return try await write()
        } catch let error as MongoError where error.code == .duplicateKey {
            if error.duplicateKey?.fields == ["product_id"] {
                throw ShopError.conflict("A product with this product_id already exists", field: "product_id")
            }
            throw ShopError.conflict("A product with this slug already exists", field: "slug")
        }
    }

    private static let notFound = ShopError.notFound("Product not found")
    private static let hasChanged = ShopError.changed("The product has been changed since it was read; read it again")
}
