import BSON
import MongoODM
import Schemas
import ShopCore

/// Takes lines of files in: adds products, and changes those that are there, as requests do.
struct ProductImporter: Sendable {
    let catalog: CatalogService
    let store: ImportStore

    /// What was found for some lines together.
    struct Known: Sendable {
        var byNumber: [Int: Product] = [:]
        var bySlug: [String: Product] = [:]
        var bySKU: [String: (product: Product, variant: Variant)] = [:]
        /// What files had last, by the id of a product or a variant.
        var inventories: [ObjectID: Int] = [:]
    }

    /// What a line has led to, and whether that is counted already.
    struct Noted: Sendable {
        var outcome: ImportOutcome
        var isStored: Bool
    }

    func known(of rows: [ImportedRow]) async throws -> Known {
        var known = Known()
        let products = self.catalog.products
        known.byNumber = try await products.find(numbers: rows.compactMap(\.number))
        let slugs = rows.compactMap(\.identifyingSlug)
        if !slugs.isEmpty {
            for product in try await products.products.find(.isIn(\.slug, slugs), limit: slugs.count) {
                known.bySlug[product.slug] = product
            }
        }
        let skus = rows.compactMap(\.sku)
        if !skus.isEmpty {
            let found = try await products.products.find(
                .isIn(\.variants[.each].sku, skus) && \.variants[.each].sku > "", limit: skus.count)
            for product in found {
                for variant in product.variants { known.bySKU[variant.sku] = (product, variant) }
            }
        }
        let ids =
            known.byNumber.values.map(\.id) + known.bySlug.values.map(\.id) + known.bySKU.values.map(\.variant.id)
        known.inventories = try await self.store.inventories(of: ids)
        return known
    }

    /// Takes a line in.
    ///
    /// - Parameters:
    ///   - known: what was found for it.
    ///   - stored: the import.
    ///   - tally: what came before and is not stored yet.
    /// - Throws: `ValidationError`, `ShopError` and ``ImportFault`` for what is wrong with the line; ``ImportTakenOver``.
    func take(
        _ row: ImportedRow, _ line: Int, known: Known, of stored: ProductImport, _ tally: ImportTally
    ) async throws -> Noted {
        let change = ImportedChange(row: row, line: line, of: stored, tally, catalog: self.catalog, store: self.store)
        var known = known
        for attempt in 1... {
            do {
                if let sku = row.sku {
                    guard let (product, variant) = known.bySKU[sku] else {
                        throw ImportFault(line: line, field: "sku", reason: "No variant has this SKU")
                    }
                    return try await change.update(variant, of: product, known.inventories[variant.id])
                }
                let present =
                    row.number != nil
                    ? row.number.flatMap { known.byNumber[$0] } : row.identifyingSlug.flatMap { known.bySlug[$0] }
                if let present { return try await change.update(present, known.inventories[present.id]) }
                return try await change.create()
            } catch is ImportRivalry {
                guard attempt < Self.attempts else { throw Self.rivals }
            } catch let error as ShopError {
                // Another import, or a request, may have added it in the meantime.
                let isTaken = error.reason == .numberTaken || error.reason == .slugTaken
                guard isTaken || error.kind == .changed, attempt < Self.attempts else { throw error }
            }
            known = try await self.known(of: [row])
        }
        throw Self.rivals
    }

    private static let attempts = 4
    private static let rivals = ShopError.conflict("The product is being changed by others all the time; try again")
}
