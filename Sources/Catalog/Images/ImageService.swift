public import BSON
public import Idempotency
import Images
import MongoODM
import ObjectStore
public import Schemas
public import ShopCore

/// The pictures of products that were uploaded: stored in three sizes before the product names them, so that none is
/// named that is not there.
public struct ImageService: Sendable {
    let catalog: CatalogService
    let files: ImageFiles
    let scanner: (any FileScanner)?
    let resizer = ImageResizer()

    /// The pictures of an active product.
    ///
    /// - Parameters:
    ///   - name: the product's id, number or slug.
    ///   - scope: whose products are shown also while they are not active; nil for nobody's.
    /// - Throws: ``ShopError`` `notFound`.
    public func images(
        ofProductNamed name: String, within scope: ProductScope?, _ request: PageRequest
    ) async throws -> CountedPage<ListedImage> {
        CountedPage(of: try await self.catalog.product(named: name, shownWithin: scope).listedImages, request)
    }

    /// A picture of an active product; see ``images(ofProductNamed:within:_:)``.
    public func image(
        _ id: ObjectID, ofProductNamed name: String, within scope: ProductScope?
    ) async throws -> ListedImage {
        let product = try await self.catalog.product(named: name, shownWithin: scope)
        guard let image = ListedImage(id, of: product) else { throw Self.notFound }
        return image
    }

    /// Adds a picture behind the others.
    ///
    /// - Parameters:
    ///   - bytes: a file of any format that ``Images`` reads.
    ///   - scope: whose products may be changed.
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the picture.
    /// - Throws: ``ShopError``: `notFound`; `conflict` when there are as many as may be; `unsupportedMediaType`; `busy`.
    ///   `ValidationError` for what is no good of the file.
    public func add<Answer>(
        _ bytes: [UInt8], alt: String?, to productID: ObjectID, within scope: ProductScope, by author: Author,
        keeping: KeepingAnswer<ListedImage, Answer>
    ) async throws -> Kept<Answer> {
        // What will be refused anyway takes no computing.
        guard let product = try await self.catalog.products.find(ids: [productID])[productID],
            scope.contains(product), product.removal == nil
        else { throw CatalogService.notFound }
        guard product.images.count < ProductRules.mostImages else { throw Product.hasTooManyImages }
        let begun = ContinuousClock.now
        let sizes = try await self.sizes(of: bytes)
        // Waiting for the scanner and for a thread takes nothing of the time that the database has.
        let deadline = MongoDeadline.task.get().map { $0 + (.now - begun) }
        return try await MongoDeadline.task.withValue(deadline) {
            try await self.add(ProductImage(alt: alt), sizes, to: productID, within: scope, by: author, keeping)
        }
    }

    private func add<Answer>(
        _ image: ProductImage, _ sizes: [ImageSize: ResizedImage], to productID: ObjectID, within scope: ProductScope,
        by author: Author, _ keeping: KeepingAnswer<ListedImage, Answer>
    ) async throws -> Kept<Answer> {
        do {
            try await self.storing { try await self.files.put(sizes, for: image.id) }
            let (after, kept) = try await self.catalog.products.client.transaction { transaction in
                let after = try await self.change(productID, within: scope, by: author, in: transaction) {
                    try $0.add(image)
                }
                guard let listed = ListedImage(image.id, of: after) else { throw Self.notFound }
                return (after, try await keeping(listed, in: transaction))
            }
            await self.catalog.forget([after])
            return kept
        } catch let error as ShopError {
            // The transaction was not committed. After any other error it may have been: the sweep finds out.
            await self.files.discard(image.id)
            throw error
        }
    }

    /// Changes what is said of a picture, or its place.
    ///
    /// - Parameters:
    ///   - scope: whose products may be changed.
    ///   - match: what it must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for.
    ///   - author: who answers for it.
    /// - Throws: ``ShopError``: `notFound`; `changed`.
    public func change(
        _ id: ObjectID, of productID: ObjectID, _ changes: ImageChanges, within scope: ProductScope,
        if match: IfMatch?, shown: @escaping @Sendable (ListedImage) -> any SchemaValue, by author: Author
    ) async throws -> ListedImage {
        let product = try await self.catalog.products.client.transaction { transaction in
            try await self.change(productID, within: scope, by: author, in: transaction) { product in
                try Self.require(match, of: id, in: product, shown)
                guard product.change(imageID: id, changes) else { throw Self.notFound }
            }
        }
        await self.catalog.forget([product])
        guard let image = ListedImage(id, of: product) else { throw Self.notFound }
        return image
    }

    /// Removes a picture, then its files; see ``change(_:of:_:within:if:shown:by:)``.
    public func remove(
        _ id: ObjectID, of productID: ObjectID, within scope: ProductScope, if match: IfMatch?,
        shown: @escaping @Sendable (ListedImage) -> any SchemaValue, by author: Author
    ) async throws {
        let product = try await self.catalog.products.client.transaction { transaction in
            try await self.change(productID, within: scope, by: author, in: transaction) { product in
                try Self.require(match, of: id, in: product, shown)
                guard product.remove(imageID: id) else { throw Self.notFound }
            }
        }
        await self.catalog.forget([product])
        await self.forgetFiles(of: id)
        await self.files.discard(id)
    }

    private func change(
        _ productID: ObjectID, within scope: ProductScope, by author: Author, in transaction: Transaction,
        _ change: (inout Product) throws -> Void
    ) async throws -> Product {
        let stored = try await self.catalog.present(productID, within: scope, if: nil, nil, in: transaction)
        guard case .readable(let product) = stored else { throw CatalogService.isUnreadable }
        var wanted = product
        try change(&wanted)
        guard let after = try await self.catalog.products.setImages(of: product, to: wanted, in: transaction) else {
            throw CatalogService.hasChanged
        }
        try await self.catalog.audit.note(
            AuditChange(.product, productID, from: product, to: after), by: author, in: transaction)
        try await self.catalog.tell(.productUpdated, after, in: transaction)
        return after
    }

    private static func require(
        _ match: IfMatch?, of id: ObjectID, in product: Product, _ shown: (ListedImage) -> any SchemaValue
    ) throws {
        guard let match, let image = ListedImage(id, of: product) else { return }
        guard match.holds(for: shown(image)) else { throw CatalogService.hasChanged }
    }

    static let notFound = ShopError.notFound("Image not found")
}
