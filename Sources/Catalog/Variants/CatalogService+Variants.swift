public import BSON
public import Idempotency
import MongoODM
public import Schemas
public import ShopCore

/// The variants of products.
extension CatalogService {
    /// The variants of an active product.
    ///
    /// - Parameters:
    ///   - name: the product's id, number or slug.
    ///   - scope: whose products are shown also while they are not active; nil for nobody's.
    /// - Throws: ``ShopError`` `notFound`.
    public func variants(
        ofProductNamed name: String, within scope: ProductScope?, _ request: PageRequest
    ) async throws -> CountedPage<ListedVariant> {
        let product = try await self.product(named: name, shownWithin: scope)
        return CountedPage(of: product.variants, request).map { ListedVariant($0, of: product) }
    }

    /// A variant of an active product.
    ///
    /// - Parameters:
    ///   - name: the product's id, number or slug.
    ///   - scope: whose products are shown also while they are not active; nil for nobody's.
    /// - Throws: ``ShopError`` `notFound`.
    public func variant(
        _ id: ObjectID, ofProductNamed name: String, within scope: ProductScope?
    ) async throws -> ListedVariant {
        let product = try await self.product(named: name, shownWithin: scope)
        guard let variant = product.variant(id) else { throw Self.variantNotFound }
        return ListedVariant(variant, of: product)
    }

    /// Adds a variant to a product.
    ///
    /// - Parameters:
    ///   - scope: whose products may be changed.
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the variant.
    /// - Throws: ``ShopError``: `notFound`; `conflict` when its SKU or its options are taken, there are too many, or pieces of
    ///   a product without variants are reserved; `badRequest` when the other variants have other options.
    public func addVariant<Answer>(
        _ draft: VariantDraft, to productID: ObjectID, within scope: ProductScope = .all, by author: Author,
        keeping: KeepingAnswer<ListedVariant, Answer>
    ) async throws -> Kept<Answer> {
        let (product, kept) = try await self.refusingDuplicates {
            try await self.products.client.transaction { transaction in
                let (variant, product) = try await self.changeVariants(
                    of: productID, within: scope, by: author, in: transaction
                ) {
                    try $0.add(draft)
                }
                return (product, try await keeping(ListedVariant(variant, of: product), in: transaction))
            }
        }
        await self.forget([product])
        return kept
    }

    /// Changes fields of a variant.
    ///
    /// - Parameters:
    ///   - scope: whose products may be changed.
    ///   - match: what it must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for.
    ///   - author: who answers for it.
    /// - Throws: ``ShopError``: `notFound`; `changed`; as from ``addVariant(_:to:by:keeping:)``.
    public func changeVariant(
        _ id: ObjectID, of productID: ObjectID, _ changes: VariantChanges, within scope: ProductScope = .all,
        if match: IfMatch?,
        shown: @escaping @Sendable (ListedVariant) -> any SchemaValue, by author: Author
    ) async throws -> ListedVariant {
        let (variant, product) = try await self.refusingDuplicates {
            try await self.products.client.transaction { transaction in
                try await self.changeVariants(
                    of: productID, within: scope, by: author, in: transaction
                ) { product in
                    try self.require(match, of: id, in: product, shown)
                    guard let variant = try product.change(id, changes) else { throw Self.variantNotFound }
                    return variant
                }
            }
        }
        await self.forget([product])
        return ListedVariant(variant, of: product)
    }

    /// Removes a variant. Carts keep the line as unavailable, orders what they hold.
    ///
    /// - Parameters:
    ///   - scope: whose products may be changed.
    ///   - match: what it must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for.
    ///   - author: who answers for it.
    /// - Throws: ``ShopError``: `notFound`; `changed`; `conflict` when pieces are reserved.
    public func removeVariant(
        _ id: ObjectID, of productID: ObjectID, within scope: ProductScope = .all, if match: IfMatch?,
        shown: @escaping @Sendable (ListedVariant) -> any SchemaValue, by author: Author
    ) async throws {
        let (_, product) = try await self.products.client.transaction { transaction in
            try await self.changeVariants(
                of: productID, within: scope, by: author, in: transaction
            ) { product in
                try self.require(match, of: id, in: product, shown)
                guard let variant = try product.removeVariant(id) else { throw Self.variantNotFound }
                return variant
            }
        }
        await self.forget([product])
    }

    /// - Parameters:
    ///   - scope: whose products may be changed.
    ///   - change: makes of the product what is to be stored.
    func changeVariants(
        of productID: ObjectID, within scope: ProductScope, by author: Author, in transaction: Transaction,
        _ change: (inout Product) throws -> Variant
    ) async throws -> (Variant, Product) {
        let stored = try await self.present(productID, within: scope, if: nil, nil, in: transaction)
        guard case .readable(let product) = stored else {
            throw Self.isUnreadable
        }
        var wanted = product
        let variant = try change(&wanted)
        guard let after = try await self.products.setVariants(of: product, to: wanted, in: transaction) else {
            // The transaction has seen no other change.
            throw product.variants.isEmpty ? Product.isReserved : Self.hasChanged
        }
        try await self.adjustments.note(
            from: product.countsByPlace, to: after, reason: StockAdjustment.changed, in: transaction)
        try await self.audit.note(
            AuditChange(.product, productID, from: product, to: after), by: author, in: transaction)
        try await self.tell(.productUpdated, after, in: transaction)
        return (variant, after)
    }

    private func require(
        _ match: IfMatch?, of id: ObjectID, in product: Product, _ shown: (ListedVariant) -> any SchemaValue
    ) throws {
        guard let match, let variant = product.variant(id) else { return }
        guard match.holds(for: shown(ListedVariant(variant, of: product))) else { throw Self.hasChanged }
    }

    func product(named name: String, shownWithin scope: ProductScope?) async throws -> Product {
        guard let product = try await self.products.find(named: name),
            product.isActive || scope?.contains(product) == true
        else { throw Self.notFound }
        return product
    }

    private static let variantNotFound = ShopError.notFound("Variant not found")
}
