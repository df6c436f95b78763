public import Idempotency
public import ShopCore

extension CatalogService {
    /// Adds a product, and makes some of what it is called. That no other is called so is the indexes' doing.
    ///
    /// - Parameters:
    ///   - making: what the draft does not have.
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the product.
    /// - Throws: ``ShopError`` `conflict` when a slug or number that was given is taken, or others are added all the time.
    public func create<Answer>(
        _ draft: ProductDraft, making: MadeNames, by author: Author, keeping: KeepingAnswer<ListedProduct, Answer>
    ) async throws -> Kept<Answer> {
        var draft = draft
        var takenSlugs = 0
        if making.contains(.number) { draft.productID = try await self.numbers.next() }
        for _ in 0..<10 {
            if making.contains(.slug) {
                draft.slug = MadeSlug.slug(of: draft.name, number: draft.productID, attempt: takenSlugs)
            }
            do {
                return try await self.create(draft, by: author, keeping: keeping)
            } catch let error as ShopError where error.reason == .numberTaken && making.contains(.number) {
                try await self.numbers.passStored()
                draft.productID = try await self.numbers.next()
            } catch let error as ShopError where error.reason == .slugTaken && making.contains(.slug) {
                takenSlugs += 1
            }
        }
        throw ShopError.conflict("Other products are being added; try again", retryAfter: 1)
    }
}
