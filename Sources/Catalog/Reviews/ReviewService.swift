public import BSON
public import MongoODM
public import ShopCore

/// What users think of products: read by everybody, written by users, hidden by moderators.
public struct ReviewService: Sendable {
    let reviews: ReviewRepository
    let products: ProductRepository
    let records: ProductRecords
    let catalog: CatalogService
    let purchases: any PurchaseRecords
    let authors: any ReviewerDirectory
    let audit: AuditTrail
    let removal: ReviewRemoval

    /// A page of the reviews of an active product, with what all of them say. Moderators see hidden ones, too.
    ///
    /// - Parameter name: the product's id, number or slug.
    /// - Throws: ``ShopError`` `notFound`.
    public func page(
        ofProductNamed name: String, _ order: ReviewOrder, _ request: PageRequest, for reader: ReviewReader
    ) async throws -> ReviewPage {
        let product = try await self.activeProduct(named: name)
        let page: CountedPage<Review>
        if reader.isModerator {
            page = try await self.reviews.pageOfAll(productID: product.id, order, request)
        } else {
            // The product knows how many there are.
            let found = try await self.reviews.find(productID: product.id, order, request)
            page = CountedPage(found, of: product.rating.count, request)
        }
        return ReviewPage(page: page.with(try await self.listed(page.items)), rating: product.rating)
    }

    /// A review of an active product. A hidden one is there for its author and for moderators alone.
    ///
    /// - Parameter name: the product's id, number or slug.
    /// - Throws: ``ShopError`` `notFound`.
    public func review(
        _ id: ObjectID, ofProductNamed name: String, for reader: ReviewReader
    ) async throws -> ListedReview {
        let product = try await self.activeProduct(named: name)
        guard let review = try await self.reviews.find(id, of: product.id), reader.sees(review) else {
            throw Self.notFound
        }
        return try await self.listed([review])[0]
    }

    /// Some of a user's reviews, the newest first, and where the rest begins.
    ///
    /// - Parameter place: where the last ones ended; nil for the first.
    public func reviews(
        of userID: ObjectID, after place: PageCursor?, limit: Int
    ) async throws -> (items: [ListedReview], next: PageCursor?) {
        let page = try await self.reviews.page(of: userID, after: place, limit: limit)
        return (try await self.listed(page.items), page.next)
    }

    func activeProduct(named name: String) async throws -> Product {
        guard let product = try await self.records.find(named: [name])[0], product.isActive else {
            throw CatalogService.notFound
        }
        return product
    }

    func listed(_ reviews: [Review], in transaction: Transaction? = nil) async throws -> [ListedReview] {
        let ids = Array(Set(reviews.map(\.userID)))
        let names = ids.isEmpty ? [:] : try await self.authors.names(of: ids, in: transaction)
        return reviews.map { ListedReview(review: $0, authorName: names[$0.userID] ?? "") }
    }

    static let notFound = ShopError.notFound("Review not found")
}
