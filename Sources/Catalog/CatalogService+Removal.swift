public import BSON
import FoundationEssentials
import MongoODM
public import Schemas
public import ShopCore

/// Removals that can be taken back.
extension CatalogService {
    /// Hides a product until it is restored. Its names stay taken, and nobody is sold it. One that can't be read is removed for
    /// good.
    ///
    /// - Parameters:
    ///   - scope: whose products may be removed.
    ///   - match: what it must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for; nil for what the primary contract shows.
    ///   - author: who answers for it.
    /// - Throws: ``ShopError``: `notFound`, also when it was removed before; `changed`.
    public func remove(
        _ id: ObjectID, within scope: ProductScope = .all, if match: IfMatch? = nil,
        shown: (@Sendable (ListedProduct) -> any SchemaValue)? = nil, by author: Author
    ) async throws {
        let (before, after) = try await self.products.client.transaction { transaction in
            let before = try await self.present(id, within: scope, if: match, shown, in: transaction)
            guard case .readable(let product) = before else {
                try await self.delete(before, id, by: author, in: transaction)
                return (before, before)
            }
            let removal = Product.Removal(date: .now, wasActive: product.isActive)
            let after = try await self.change(
                product, [.set(\.removal, removal), .set(\.isActive, false)], by: author, in: transaction)
            try await self.tell(.productDeleted, after, in: transaction)
            return (before, StoredProduct.readable(after))
        }
        await self.forget(before, after)
    }

    /// Brings a product back as it was. One that was not removed is left alone.
    ///
    /// - Parameter scope: whose products may be restored.
    /// - Throws: ``ShopError``: `notFound`, also for one that was removed for good; `changed`.
    public func restore(
        _ id: ObjectID, within scope: ProductScope = .all, by author: Author
    ) async throws -> ListedProduct {
        let product = try await self.products.client.transaction { transaction in
            let stored = try await self.present(
                id, within: scope, if: nil, removedToo: true, nil, in: transaction)
            guard case .readable(let product) = stored else { throw Self.notFound }
            guard let removal = product.removal else { return product }
            let restored = try await self.change(
                product, [.set(\.removal, nil), .set(\.isActive, removal.wasActive)], by: author, in: transaction)
            try await self.tell(.productUpdated, restored, in: transaction)
            return restored
        }
        await self.forget(.readable(product))
        return try await self.listed(product)
    }

    private func change(
        _ product: Product, _ updates: [Update<Product>], by author: Author, in transaction: Transaction
    ) async throws -> Product {
        guard
            let changed = try await self.products.change(product, updates, setsInventory: false, in: transaction)
        else { throw Self.hasChanged }
        try await self.audit.note(
            AuditChange(.product, product.id, from: product, to: changed), by: author, in: transaction)
        return changed
    }
}
