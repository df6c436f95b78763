import BSON
public import Idempotency
import MongoJobs
import MongoODM
import RedisCache
public import Schemas
public import ShopCore

/// The categories: shown to everybody, changed by who may.
public struct CategoryService: Sendable {
    let repository: CategoryRepository
    let products: ProductRepository
    let audit: AuditTrail
    let choice: CategoryChoice
    let jobs: JobQueue
    let cache: CacheManager
    let known: Known<CategoryTable>

    init(
        repository: CategoryRepository, products: ProductRepository, audit: AuditTrail, jobs: JobQueue,
        cache: CacheManager, known: Known<CategoryTable>
    ) {
        self.repository = repository
        self.products = products
        self.audit = audit
        self.choice = CategoryChoice(repository: repository, audit: audit)
        self.jobs = jobs
        self.cache = cache
        self.known = known
    }

    /// How many categories may be part of each other.
    static let deepest = 32

    /// All categories, as they are now in this instance, and as they were a second ago at most in others.
    public func table() async throws -> CategoryTable {
        try await self.known.value { try await self.repository.table() }
    }

    /// All categories, with those of some products, which may be newer than what is known.
    func table(for products: [Product]) async throws -> CategoryTable {
        let table = try await self.table()
        guard products.contains(where: { $0.categoryID != nil && table.category(of: $0) == nil }) else { return table }
        return try await self.known.newValue { try await self.repository.table() }
    }

    /// The category of a product. What is not known is asked for in the transaction: another connection may not be left, where
    /// all of them wait in transactions.
    func category(of product: Product, in transaction: Transaction) async throws -> Category? {
        if let category = self.known.value?.category(of: product) { return category }
        if let id = product.categoryID { return try await self.repository.find(id, in: transaction) }
        guard let text = product.category else { return nil }
        return CategoryTable.preferred(try await self.repository.find(name: text, in: transaction))
    }

    /// Adds a category.
    ///
    /// - Parameters:
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the category.
    /// - Throws: ``ShopError`` `conflict` when its name or slug is taken, or there are too many; `ValidationError` for an
    ///   unknown parent.
    public func create<Answer>(
        _ draft: CategoryDraft, by author: Author, keeping: KeepingAnswer<CategoryTree, Answer>
    ) async throws -> Kept<Answer> {
        try await self.repository.requireRoom()
        let kept = try await CategoryRivalry.retrying(isRival: draft.slug == nil) {
            try await self.repository.client.transaction { transaction in
                var category = Category(name: CategoryName.trimmed(draft.name), slug: draft.slug ?? "")
                category.description = draft.description
                category.sortOrder = draft.sortOrder
                category.parentID = draft.parentID
                category.ancestors = try await self.ancestors(below: draft.parentID, in: transaction)
                if draft.slug == nil { category.slug = try await self.choice.freeSlug(for: category, in: transaction) }
                try await self.choice.add(category, by: author, in: transaction)
                return try await keeping(CategoryTree(category, count: 0, parts: []), in: transaction)
            }
        }
        await self.forget()
        return kept
    }

    /// Changes fields of a category.
    ///
    /// - Parameters:
    ///   - match: what it must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for.
    ///   - author: who answers for it.
    /// - Throws: ``ShopError``: `notFound`; `changed`; `conflict` when the name or slug is taken, or the parent is part of it;
    ///   `ValidationError` for an unknown parent.
    public func update(
        _ name: String, _ changes: CategoryChanges, if match: IfMatch? = nil,
        shown: @escaping @Sendable (CategoryTree) -> any SchemaValue, by author: Author
    ) async throws -> CategoryTree {
        let tree = try await CategoryRivalry.retrying {
            try await self.repository.client.transaction { transaction in
                let before = try await self.present(name, if: match, shown, in: transaction)
                let changed = try await self.change(before, changes, by: author, in: transaction)
                return try await self.tree(of: changed, in: transaction)
            }
        }
        await self.forget()
        return tree
    }

    /// Removes a category that has no parts and no products.
    ///
    /// - Parameters: as those of ``update(_:_:if:shown:by:)``.
    /// - Throws: ``ShopError``: `notFound`; `changed`; `conflict` when it has parts or products.
    public func delete(
        _ name: String, if match: IfMatch? = nil, shown: @escaping @Sendable (CategoryTree) -> any SchemaValue,
        by author: Author
    ) async throws {
        try await self.repository.client.transaction { transaction in
            let category = try await self.present(name, if: match, shown, in: transaction)
            // Held first: who has put something into it meanwhile makes the transaction begin again.
            _ = try await self.repository.hold(category.id, in: transaction)
            guard try await !self.repository.hasParts(category.id, in: transaction) else {
                throw ShopError.conflict(
                    "The category has others in it; move or remove them first", reason: .categoryInUse)
            }
            guard
                try await !self.products.products.exists(
                    .has(\.categoryIDs, category.id) && \.removal == nil, in: transaction)
            else {
                throw ShopError.conflict("The category has products; move them first", reason: .categoryInUse)
            }
            // Those that may be brought back.
            try await self.products.products.updateMany(
                .has(\.categoryIDs, category.id), .set(\.category, nil), .set(\.categoryID, nil),
                .set(\.categoryIDs, []), in: transaction)
            try await self.repository.categories.delete(\.id == category.id, in: transaction)
            try await self.audit.note(
                AuditChange(.category, category.id, from: category, to: nil), by: author, in: transaction)
        }
        await self.forget()
    }

    private func change(
        _ before: Category, _ changes: CategoryChanges, by author: Author, in transaction: Transaction
    ) async throws -> Category {
        var after = changes.applied(to: before)
        let parts = try await self.repository.descendants(of: before.id, in: transaction)
        if after.parentID != before.parentID {
            after.ancestors = try await self.ancestors(
                below: after.parentID,
                depth: 1 + (parts.map { $0.ancestors.count - before.ancestors.count }.max() ?? 0),
                moving: before.id, in: transaction)
        }
        guard BSONDocument(after) != BSONDocument(before) else { return before }
        try await CategoryRivalry.noting {
            try await self.repository.categories.update(after, in: transaction)
        }
        if after.ancestors != before.ancestors {
            try await self.repository.categories.bulkWrite(
                parts.map { part in
                    .updateOne(
                        \.id == part.id,
                        [.set(\.ancestors, after.ancestors + part.ancestors.dropFirst(before.ancestors.count))])
                }, in: transaction)
        }
        if after.ancestors != before.ancestors || after.name != before.name {
            try await self.jobs.enqueue(
                CategoryCopiesJob(categoryID: after.id, isRenamed: after.name != before.name), in: transaction)
        }
        try await self.audit.note(
            AuditChange(.category, after.id, from: before, to: after), by: author, in: transaction)
        return after
    }

    /// The ids of all that a category is part of when it is put below another, which is held.
    ///
    /// - Parameters:
    ///   - depth: how many levels are put there.
    ///   - moving: the category, if it is there already.
    private func ancestors(
        below parentID: ObjectID?, depth: Int = 1, moving: ObjectID? = nil, in transaction: Transaction
    ) async throws -> [ObjectID] {
        guard let parentID else { return [] }
        guard parentID != moving else { throw Self.loop }
        guard let parent = try await self.repository.hold(parentID, in: transaction) else {
            throw ValidationError.unknown("parent_id", "category")
        }
        guard !parent.path.contains(where: { $0 == moving }) else { throw Self.loop }
        guard parent.path.count + depth <= Self.deepest else {
            throw ShopError.conflict("Categories are at most \(Self.deepest) levels deep", field: "parent_id")
        }
        return parent.path
    }

    /// The category as the transaction sees it.
    private func present(
        _ name: String, if match: IfMatch?, _ shown: (CategoryTree) -> any SchemaValue, in transaction: Transaction
    ) async throws -> Category {
        guard let category = try await self.repository.find(idOrSlug: name, in: transaction) else {
            throw Self.notFound
        }
        guard let match else { return category }
        guard match.holds(for: shown(try await self.tree(of: category, in: transaction))) else {
            throw ShopError.changed("The category has been changed since it was read; read it again")
        }
        return category
    }

    /// Forgets the categories if a product has one that is newer.
    func note(_ product: Product) {
        guard let id = product.categoryID, let table = self.known.value, table[id] == nil else { return }
        self.known.forget()
    }

    /// Drops what is known of the categories, and the pages that show them.
    func forget() async {
        self.known.forget()
        await self.cache.invalidate(CatalogCache.namespace, CatalogChange.all.patternsAtOnce)
    }

    static let notFound = ShopError.notFound("Category not found")
    private static let loop = ShopError.conflict(
        "A category can't be part of itself", field: "parent_id", reason: .categoryLoop)
}
