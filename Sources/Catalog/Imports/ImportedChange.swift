import BSON
import MongoODM
import Schemas
import ShopCore

/// What one line does to the catalog. It is counted in the transaction that does it; of a dry run the transaction is given up.
struct ImportedChange: Sendable {
    private let row: ImportedRow
    private let line: Int
    private let stored: ProductImport
    private let tally: ImportTally
    private let catalog: CatalogService
    private let store: ImportStore

    init(
        row: ImportedRow, line: Int, of stored: ProductImport, _ tally: ImportTally, catalog: CatalogService,
        store: ImportStore
    ) {
        self.row = row
        self.line = line
        self.stored = stored
        self.tally = tally
        self.catalog = catalog
        self.store = store
    }

    private var author: Author { self.stored.userID.map { Author(userID: $0) } ?? Author(command: "import") }

    // MARK: New products

    func create() async throws -> ProductImporter.Noted {
        let number: Int
        if let given = self.row.number {
            number = given
        } else if self.stored.isDryRun {
            // None that was given, so that the dry run leaves no gap.
            number = Int.random(in: ProductRules.productIDs.upperBound / 2...ProductRules.productIDs.upperBound)
        } else {
            number = try await self.catalog.numbers.next()
        }
        var attempt = 0
        while true {
            let slug =
                self.row.identifyingSlug
                ?? MadeSlug.slug(of: self.row.name ?? "", number: number, attempt: attempt)
            do {
                return try await self.create(try self.row.draft(number: number, slug: slug))
            } catch let error as ShopError {
                switch error.reason {
                // The file tells which product it is by its number: any slug will do.
                case .slugTaken where self.row.identifyingSlug == nil && attempt < 3: attempt += 1
                case .numberTaken where self.row.number == nil && !self.stored.isDryRun:
                    try await self.catalog.numbers.passStored()
                    throw error
                default: throw error
                }
            }
        }
    }

    private func create(_ draft: ProductDraft) async throws -> ProductImporter.Noted {
        if !self.stored.isDryRun { try await self.catalog.noteWords(of: [draft]) }
        return try await self.perform { transaction in
            let listed = try await self.catalog.create(draft, by: self.author, in: transaction)
            if let inventory = self.row.inventory {
                try await self.store.remember(inventory, for: listed.product.id, in: transaction)
            }
            return (.created, [.readable(listed.product)])
        }
    }

    // MARK: Products that are there

    /// - Parameter last: the inventory that a file had for it last.
    func update(_ product: Product, _ last: Int?) async throws -> ProductImporter.Noted {
        guard product.removal == nil else {
            throw ImportFault(line: self.line, reason: "The product was removed; restore it first")
        }
        let wanted = self.row.changes(of: product, isCategory: try await self.isCategory(of: product))
        guard !wanted.isEmpty || self.isNew(last) else { return .unchanged }
        if !self.stored.isDryRun { try await self.catalog.noteWords(of: wanted) }
        return try await self.perform { transaction in
            var changes = wanted
            let isNew = try await self.isNewInventory(of: product.id, in: transaction)
            if isNew, let inventory = self.row.inventory {
                if inventory != product.availableInventory { changes.inventory = .set(inventory) }
                try await self.store.remember(inventory, for: product.id, in: transaction)
            }
            guard !changes.isEmpty else { return (.unchanged, []) }
            let (before, after) = try await self.catalog.update(
                product.id, changes, within: .all, if: nil, shown: nil, by: self.author, in: transaction)
            guard let before else { return (.unchanged, []) }
            return (.updated, [before, .readable(after)])
        }
    }

    /// - Parameter last: the inventory that a file had for it last.
    func update(_ variant: Variant, of product: Product, _ last: Int?) async throws -> ProductImporter.Noted {
        if let number = self.row.number, number != product.productID {
            throw ImportFault(line: self.line, field: "number", reason: "The SKU is another product's")
        }
        guard product.removal == nil else {
            throw ImportFault(line: self.line, reason: "The product was removed; restore it first")
        }
        let wanted = self.row.changes(of: variant)
        guard !wanted.isEmpty || self.isNew(last) else { return .unchanged }
        return try await self.perform { transaction in
            var changes = wanted
            let isNew = try await self.isNewInventory(of: variant.id, in: transaction)
            if isNew, let inventory = self.row.inventory {
                if inventory != variant.inventory { changes.inventory = .set(inventory) }
                try await self.store.remember(inventory, for: variant.id, in: transaction)
            }
            guard !changes.isEmpty else { return (.unchanged, []) }
            let (_, after) = try await self.catalog.changeVariants(
                of: product.id, within: .all, by: self.author, in: transaction
            ) { [changes] product in
                guard let changed = try product.change(variant.id, changes) else {
                    throw ShopError.notFound("Variant not found")
                }
                return changed
            }
            return (.updated, [.readable(after)])
        }
    }

    // MARK: Parts

    /// Whether the file has another inventory than the last one had.
    private func isNew(_ last: Int?) -> Bool { self.row.inventory.map { $0 != last } ?? false }

    /// The same as the transaction sees it: another import may have brought it.
    private func isNewInventory(of id: ObjectID, in transaction: Transaction) async throws -> Bool {
        guard self.row.inventory != nil else { return false }
        return self.isNew(try await self.store.inventories(of: [id], in: transaction)[id])
    }

    /// Whether the file's category, an id, a slug or a name, is the product's.
    private func isCategory(of product: Product) async throws -> Bool {
        guard let text = self.row.category else { return true }
        if text == product.category { return true }
        guard let id = product.categoryID else { return false }
        return try await self.catalog.categories.repository.find(named: text)?.id == id
    }

    /// Changes something, and counts it with what came before.
    ///
    /// - Parameter change: returns what it comes to, and the products whose cached pages are old.
    private func perform(
        _ change: @escaping @Sendable (Transaction) async throws -> (ImportOutcome, [StoredProduct])
    ) async throws -> ProductImporter.Noted {
        do {
            let (outcome, old) = try await self.catalog.refusingDuplicates {
                try await self.store.client.transaction { transaction in
                    let (outcome, old) = try await change(transaction)
                    if self.stored.isDryRun { throw WasDry(outcome: outcome) }
                    try await self.store.note(
                        self.tally.with(outcome, line: self.line), of: self.stored.id, in: transaction)
                    return (outcome, old)
                }
            }
            for product in old { await self.catalog.forget(product) }
            return ProductImporter.Noted(outcome: outcome, isStored: true)
        } catch let dry as WasDry {
            return ProductImporter.Noted(outcome: dry.outcome, isStored: false)
        }
    }

    /// What gives up the transaction of a dry run.
    private struct WasDry: Error {
        let outcome: ImportOutcome
    }
}

extension ProductImporter.Noted {
    /// There was nothing to be done, nor to be stored with it.
    fileprivate static let unchanged = ProductImporter.Noted(outcome: .unchanged, isStored: false)
}
