public import BSON
import FoundationEssentials
public import Idempotency
import MongoJobs
package import MongoODM
import RedisCache
public import Schemas
public import ShopCore

/// The products: shown to everybody from the cache, changed by admins.
public struct CatalogService: Sendable {
    let products: ProductRepository
    /// The categories of the products.
    public let categories: CategoryService
    let vendors: any VendorDirectory
    let numbers: ProductNumbers
    let adjustments: StockAdjustments
    let alerts: Repository<LowStockAlert>
    let reviews: ReviewRemoval
    let audit: AuditTrail
    let events: CatalogEvents
    let jobs: JobQueue
    let cache: CacheManager
    private let lists: LateLists
    private let dropped = DroppedRevisions()

    init(
        products: ProductRepository, categories: CategoryService, numbers: ProductNumbers,
        adjustments: StockAdjustments, alerts: Repository<LowStockAlert>, vendors: any VendorDirectory,
        reviews: ReviewRemoval, audit: AuditTrail, events: CatalogEvents, jobs: JobQueue, cache: CacheManager
    ) {
        self.products = products
        self.categories = categories
        self.vendors = vendors
        self.numbers = numbers
        self.adjustments = adjustments
        self.alerts = alerts
        self.reviews = reviews
        self.audit = audit
        self.events = events
        self.jobs = jobs
        self.cache = cache
        self.lists = LateLists(cache)
    }

    /// A page of the active products with their present prices, as JSON that can be sent as it is.
    ///
    /// - Parameters:
    ///   - search: text that the name or the category has somewhere in it; nil or empty for all.
    ///   - productID: the number of the one product wanted.
    public func list(
        search: String?, productID: Int? = nil, skip: Int, limit: Int
    ) async throws -> Representation<[Product]> {
        let key = CatalogCache.listKey(search: search, productID: productID, skip: skip, limit: limit)
        return try await self.cache.cached(namespace: CatalogCache.namespace, key: key) {
            let now = Date.now
            let products = try await self.products.search(search, productID: productID, skip: skip, limit: limit)
            return Representation(
                products.map { $0.priced(at: now) }, until: products.nextPriceChange(after: now))
        }
    }

    /// The same page if this process has it in memory.
    public func listInMemory(search: String?, productID: Int?, skip: Int, limit: Int) -> Representation<[Product]>? {
        let key = CatalogCache.listKey(search: search, productID: productID, skip: skip, limit: limit)
        return self.cache.valueInMemory(namespace: CatalogCache.namespace, key: key)
    }

    /// An active product with its present price, as JSON that can be sent as it is.
    ///
    /// - Throws: ``ShopError`` `notFound`.
    public func product(slug: String) async throws -> Representation<Product> {
        try await self.cache.cached(namespace: CatalogCache.namespace, key: CatalogCache.slugKey(slug)) {
            let now = Date.now
            guard let product = try await self.products.findActive(slug: slug) else { throw Self.notFound }
            return Representation(
                product.priced(at: now), cacheTags: [CatalogCache.tag(product.id)],
                until: product.nextPriceChange(after: now))
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
        _ draft: ProductDraft, by author: Author, keeping: KeepingAnswer<ListedProduct, Answer>
    ) async throws -> Kept<Answer> {
        try await self.noteWords(of: [draft])
        let (created, kept) = try await self.refusingDuplicates {
            try await self.products.client.transaction { transaction in
                let product = try await self.create(draft, by: author, in: transaction)
                return (product, try await keeping(product, in: transaction))
            }
        }
        await self.forget([created.product])
        return kept
    }

    /// Adds a product in a transaction of somebody else's, who has taken up its words before, and has the cache forget what is
    /// old when it is committed.
    ///
    /// - Throws: `MongoError` `duplicateKey`; `ValidationError` when the discount is more than the price.
    @discardableResult
    package func create(
        _ draft: ProductDraft, by author: Author, in transaction: Transaction
    ) async throws -> ListedProduct {
        var category: Category?
        if let text = draft.category {
            category = try await self.categories.choice.category(
                for: text, knownFrom: draft.categoryField, by: author, in: transaction)
        }
        try await self.requireVendor(draft.details.vendorID, in: transaction)
        let new = Product(draft, in: category)
        try new.checkDiscount(isNew: true)
        let product = try await self.products.create(new, in: transaction)
        try await self.adjustments.begin(product, in: transaction)
        try await self.audit.note(
            AuditChange(.product, product.id, from: nil, to: product), by: author, in: transaction)
        try await self.tell(.productCreated, product, in: transaction)
        return ListedProduct(product, category, vendorName: try await self.vendorName(of: product, in: transaction))
    }

    /// Changes fields of a product, also of one that can't be read for something in these fields.
    ///
    /// - Parameters:
    ///   - scope: whose products may be changed.
    ///   - match: what it must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for; nil for what the primary contract shows.
    ///   - author: who answers for it.
    /// - Throws: ``ShopError``: `notFound`; `changed`; `conflict` when the new slug or number is taken, or when the product
    ///   can't be read after the change either. `ValidationError` when the discount would be more than the price.
    public func update(
        _ id: ObjectID, _ changes: ProductChanges, within scope: ProductScope = .all, if match: IfMatch? = nil,
        shown: (@Sendable (ListedProduct) -> any SchemaValue)? = nil, by author: Author
    ) async throws -> ListedProduct {
        try await self.noteWords(of: changes)
        let (before, after) = try await self.refusingDuplicates {
            try await self.products.client.transaction { transaction in
                try await self.update(
                    id, changes, within: scope, if: match, shown: shown, by: author, in: transaction)
            }
        }
        if let before { await self.forget(before, .readable(after)) }
        return try await self.listed(after)
    }

    /// Changes fields of a product in a transaction of somebody else's, who has taken up its words before, and has the cache
    /// forget what is old when it is committed; see ``update(_:_:within:if:shown:by:)``.
    ///
    /// - Returns: what it was before, nil where nothing was to be changed, and what it is now.
    /// - Throws: `MongoError` `duplicateKey` besides.
    func update(
        _ id: ObjectID, _ changes: ProductChanges, within scope: ProductScope, if match: IfMatch?,
        shown: (@Sendable (ListedProduct) -> any SchemaValue)?, by author: Author, in transaction: Transaction
    ) async throws -> (before: StoredProduct?, after: Product) {
        let before = try await self.present(id, within: scope, if: match, shown, in: transaction)
        let after: Product
        switch before {
        case .readable(let product):
            let changes = try changes.leavingStockToVariants(of: product)
            let chosen = try await self.chosen(changes, present: product.categoryID, by: author, in: transaction)
            var updates = changes.updates(
                name: product.name, category: product.category, tags: product.tags,
                description: product.description, chosen: chosen)
            if let slug = changes.slug.newValue, slug != product.slug {
                updates.append(.set(\.formerSlugs, product.formerSlugs(named: slug)))
                try await self.products.keepFormer(slug: product.slug, for: id, in: transaction)
            }
            if case .set(let vendorID) = changes.details.vendorID, vendorID != product.vendorID {
                try await self.requireVendor(vendorID, in: transaction)
            }
            if updates.isEmpty { return (nil, product) }
            let setsInventory = changes.inventory.newValue != nil
            guard
                let changed = try await self.products.change(
                    product, updates, setsInventory: setsInventory, in: transaction)
            else { throw Self.hasChanged }
            after = changed
        case .unreadable(let document):
            after = try await self.mend(id, document, changes, by: author, in: transaction)
        }
        if changes.inventory.newValue != nil, let counts = before.countsByPlace {
            try await self.adjustments.note(
                from: counts, to: after, reason: StockAdjustment.changed, in: transaction)
        }
        if !changes.details.discount.isOmitted || !changes.price.isOmitted {
            try after.checkDiscount(isNew: !changes.details.discount.isOmitted)
        }
        try await self.audit.note(
            AuditChange(.product, id, from: before.document, to: BSONDocument(after)), by: author, in: transaction)
        try await self.tell(.productUpdated, after, in: transaction)
        return (before, after)
    }

    /// What the new text for a product's category means.
    private func chosen(
        _ changes: ProductChanges, present: ObjectID?, by author: Author, in transaction: Transaction
    ) async throws -> Category? {
        guard let text = changes.category.newValue ?? nil else { return nil }
        return try await self.categories.choice.category(
            for: text, knownFrom: changes.categoryField, present: present, by: author, in: transaction)
    }

    private func mend(
        _ id: ObjectID, _ document: BSONDocument, _ changes: ProductChanges, by author: Author,
        in transaction: Transaction
    ) async throws -> Product {
        if changes.inventory.newValue != nil, document["variants"]?.arrayValue?.isEmpty == false {
            throw ProductChanges.stockIsVariants
        }
        // The number is raised here: the database can't raise what is none.
        let revision = document["revision"]?.intValue ?? 0
        let chosen = try await self.chosen(
            changes, present: document["category_id"]?.objectIDValue, by: author, in: transaction)
        let updates = changes.updates(
            name: document["name"]?.stringValue ?? "", category: document["category"]?.stringValue,
            tags: document["tags"]?.arrayValue?.compactMap(\.stringValue) ?? [],
            description: document["description"]?.stringValue, chosen: chosen)
        do {
            let mended = try await self.products.mend(
                id, updates + [.set(\.revision, revision &+ 1)], setsInventory: changes.inventory.newValue != nil,
                in: transaction)
            guard let mended else { throw Self.notFound }
            return mended
        } catch let error as MongoError where error.code == .decoding {
            throw ShopError.conflict(
                "The product can't be read as it is stored, nor would it be with these changes. "
                    + ValidationError(error.violations).description)
        }
    }

    /// Removes a product for good, also one that can't be read. Orders keep their snapshots of it.
    ///
    /// - Parameters:
    ///   - match: what it must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for; nil for what the primary contract shows.
    ///   - author: who answers for it.
    /// - Returns: what was removed; nil for what can't be read.
    /// - Throws: ``ShopError``: `notFound`; `changed`.
    public func delete(
        _ id: ObjectID, if match: IfMatch? = nil,
        shown: (@Sendable (ListedProduct) -> any SchemaValue)? = nil,
        by author: Author
    ) async throws -> Product? {
        let removed = try await self.products.client.transaction { transaction in
            let product = try await self.present(id, within: .all, if: match, removedToo: true, shown, in: transaction)
            try await self.delete(product, id, by: author, in: transaction)
            return product
        }
        await self.forget(removed)
        if case .readable(let product) = removed { return product }
        return nil
    }

    func delete(
        _ product: StoredProduct, _ id: ObjectID, by author: Author, in transaction: Transaction
    ) async throws {
        guard try await self.products.delete(product, id, in: transaction) else { throw Self.hasChanged }
        try await self.adjustments.remove(id, in: transaction)
        try await self.alerts.delete(\.productID == id, in: transaction)
        try await self.reviews.willRemove(productID: id, in: transaction)
        try await self.audit.note(
            AuditChange(.product, id, from: product.document, to: nil), by: author, in: transaction)
        try await self.tellGone(product, id, in: transaction)
    }

    /// The product as the transaction sees it. Who changes it meanwhile makes the transaction begin again, so that the
    /// comparison and the change are one step.
    ///
    /// - Throws: ``ShopError``: `notFound`, also for one whose removal can be taken back, unless these are wanted as well, and
    ///   for those of others; `changed`.
    func present(
        _ id: ObjectID, within scope: ProductScope, if match: IfMatch?, removedToo: Bool = false,
        _ shown: ((ListedProduct) -> any SchemaValue)?, in transaction: Transaction
    ) async throws -> StoredProduct {
        guard let stored = try await self.products.findStored(id, in: transaction) else { throw Self.notFound }
        if case .readable(let product) = stored {
            guard scope.contains(product), product.removal == nil || removedToo else { throw Self.notFound }
        } else if scope != .all {
            throw Self.notFound
        }
        switch (stored, match) {
        case (.readable(let product), let match?):
            let category = try await self.categories.category(of: product, in: transaction)
            let vendorName = try await self.vendorName(of: product, in: transaction)
            let listed = ListedProduct(product, category, vendorName: vendorName)
            // The primary contract shows customers the price in force, and admins the one without a discount.
            let forms = shown.map { [$0(listed)] } ?? [product.shown, product.priced(at: listed.moment)]
            guard forms.contains(where: { match.holds(for: $0) }) else { throw Self.hasChanged }
        // Nobody can have an entity tag of it.
        case (.unreadable, .tags): throw Self.hasChanged
        default: break
        }
        return stored
    }

    func forget(_ products: StoredProduct...) async {
        var keys: [String] = []
        var ids: [ObjectID] = []
        for product in products {
            switch product {
            case .readable(let product):
                keys += CatalogCache.keys(of: product)
                self.categories.note(product)
            case .unreadable(let document):
                guard let slug = product.slug, let id = document["_id"]?.objectIDValue else {
                    return await self.forgetAll()
                }
                keys += CatalogCache.keys(slug: slug)
                ids.append(id)
            }
        }
        await self.forget(keys: keys, ids: ids, after: .product)
    }

    /// Drops what the cache keeps of the products, after they have changed in the database, and what it keeps of many.
    ///
    /// - Parameters:
    ///   - products: as they are now.
    ///   - ids: the products whose pages go under whatever names they were kept.
    package func forget(_ products: [Product], ids: [ObjectID] = []) async {
        await self.forget(products, ids: ids, after: .product)
    }

    /// Drops what the cache keeps of the products, after they were bought or reviewed; the lists a little later.
    ///
    /// - Parameter products: as they are now.
    package func forgetFigures(of products: [Product]) async {
        await self.forget(products, after: .figures)
    }

    func forget(_ products: [Product], ids: [ObjectID] = [], after change: CatalogChange) async {
        var products = products
        if change == .figures {
            products = self.dropped.stillKept(products)
            if products.isEmpty, ids.isEmpty { return }
        } else {
            self.dropped.forget(products.map(\.id) + ids)
        }
        for product in products { self.categories.note(product) }
        await self.forget(keys: products.flatMap(CatalogCache.keys(of:)), ids: ids, after: change)
        if change == .figures { self.dropped.note(products) }
    }

    private func forget(keys: [String], ids: [ObjectID], after change: CatalogChange) async {
        if !change.patternsLater.isEmpty { self.lists.drop() }
        await self.cache.invalidate(
            CatalogCache.namespace, keys.map(CachePattern.escaping) + change.patternsAtOnce,
            tags: ids.map(CatalogCache.tag))
    }

    /// Drops all that the cache keeps of products.
    package func forgetAll() async {
        await self.forget([], after: .all)
    }

    func refusingDuplicates<Output>(_ write: () async throws -> Output) async throws -> Output {
        do {
            // A category that comes into being with the product may have a rival.
            return try await CategoryRivalry.retryingAll(write)
        } catch let error as MongoError where error.code == .duplicateKey {
            if error.duplicateKey?.fields == ["product_id"] {
                throw ShopError.conflict(
                    "A product with this product_id already exists", field: "product_id", reason: .numberTaken)
            }
            if error.duplicateKey?.fields == ["variants.sku"] { throw Product.skuIsTaken }
            throw ShopError.conflict("A product with this slug already exists", field: "slug", reason: .slugTaken)
        }
    }

    static let notFound = ShopError.notFound("Product not found")
    static let isUnreadable = ShopError.conflict("The product can't be read as it is stored; mend it first")
    static let hasChanged = ShopError.changed("The product has been changed since it was read; read it again")
}
