public import BSON
import FoundationEssentials
public import Idempotency
import MongoODM
public import Schemas
public import ShopCore

extension ReviewService {
    /// Adds a user's review of an active product.
    ///
    /// - Parameters:
    ///   - name: the product's id, number or slug.
    ///   - keeping: keeps the answer with the review.
    /// - Throws: ``ShopError``: `notFound`; `conflict` when the user has reviewed the product.
    public func create<Answer>(
        _ draft: ReviewDraft, ofProductNamed name: String, by author: Identity,
        keeping: KeepingAnswer<ListedReview, Answer>
    ) async throws -> Kept<Answer> {
        let id = try await self.activeProduct(named: name).id
        do {
            let (product, kept) = try await self.reviews.client.transaction { transaction in
                // First, so that who comes second to a product in demand has done nothing in vain.
                guard
                    let product = try await self.products.rate(
                        id, from: nil, to: draft.rating, ifActive: true, in: transaction)
                else { throw CatalogService.notFound }
                var review = Review(productID: id, userID: author.userID, rating: draft.rating)
                review.title = draft.title
                review.comment = draft.comment
                review.isVerified = try await self.purchases.hasBought(id, userID: author.userID, in: transaction)
                let created = try await self.reviews.create(review, in: transaction)
                let listed = ListedReview(review: created, authorName: author.name)
                try await self.catalog.events.reviews.note(
                    .reviewCreated, created.id, of: author.userID, in: transaction
                ) { listed }
                return (product, try await keeping(listed, in: transaction))
            }
            await self.forget(product)
            return kept
        } catch let error as MongoError
            where error.code == .duplicateKey && error.duplicateKey?.fields == ["product_id", "user_id"]
        {
            throw ShopError.conflict("You have reviewed this product already", reason: .reviewed)
        }
    }

    /// Changes a review: its words by its author, whether it is hidden by moderators.
    ///
    /// - Parameters:
    ///   - name: the product's id, number or slug, also of one that is not active.
    ///   - match: what it must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for.
    ///   - author: who answers for it.
    /// - Throws: ``ShopError``: `notFound`; `forbidden`; `changed`.
    public func change(
        _ id: ObjectID, ofProductNamed name: String, _ changes: ReviewChanges, as reader: ReviewReader,
        if match: IfMatch?, shown: @escaping @Sendable (ListedReview) -> any SchemaValue, by author: Author
    ) async throws -> ListedReview {
        let productID = try await self.catalog.id(ofProductNamed: name)
        let (listed, product) = try await self.reviews.client.transaction { transaction in
            let before = try await self.present(id, of: productID, as: reader, if: match, shown, in: transaction)
            let (review, isOwn) = (before.review, reader.isAuthor(of: before.review))
            guard isOwn || !changes.changeWords(of: review) else {
                throw ShopError.forbidden("Only who wrote a review changes what it says")
            }
            guard reader.isModerator || !changes.changeVisibility(of: review) else {
                throw ShopError.forbidden("This needs the permission \(Permission.manageReview.rawValue)")
            }
            var updates = changes.updates(of: review)
            if isOwn, !review.isVerified {
                let isVerified = try await self.purchases.hasBought(
                    productID, userID: review.userID, in: transaction)
                if isVerified { updates.append(.set(\.isVerified, true)) }
            }
            if updates.isEmpty { return (before, nil as RatedProduct?) }
            guard let after = try await self.reviews.change(review, updates, in: transaction) else {
                throw Self.hasChanged
            }
            var product: RatedProduct?
            if after.countedRating != review.countedRating {
                product = try await self.products.rate(
                    productID, from: review.countedRating, to: after.countedRating, in: transaction)
            }
            if !isOwn {
                try await self.audit.note(
                    AuditChange(.review, id, from: review.audited, to: after.audited), by: author, in: transaction)
            }
            return (ListedReview(review: after, authorName: before.authorName), product)
        }
        if let product { await self.forget(product) }
        return listed
    }

    /// Removes a review, by its author or a moderator.
    ///
    /// - Parameters: as those of ``change(_:ofProductNamed:_:as:if:shown:by:)``.
    /// - Throws: ``ShopError``: `notFound`; `forbidden`; `changed`.
    public func delete(
        _ id: ObjectID, ofProductNamed name: String, as reader: ReviewReader, if match: IfMatch?,
        shown: @escaping @Sendable (ListedReview) -> any SchemaValue, by author: Author
    ) async throws {
        let productID = try await self.catalog.id(ofProductNamed: name)
        let product = try await self.reviews.client.transaction { transaction in
            let review = try await self.present(
                id, of: productID, as: reader, if: match, shown, in: transaction
            ).review
            guard try await self.reviews.delete(review, in: transaction) else { throw Self.hasChanged }
            if !reader.isAuthor(of: review) {
                try await self.audit.note(
                    AuditChange(.review, id, from: review.audited, to: nil), by: author, in: transaction)
            }
            return try await self.removal.didRemove(review, in: transaction)
        }
        if let product { await self.forget(product) }
    }

    /// Counts that a user finds a review helpful; again, it stays as it is.
    ///
    /// - Parameter name: the product's id, number or slug.
    /// - Throws: ``ShopError``: `notFound`, also for a hidden one; `conflict` for the user's own.
    public func vote(for id: ObjectID, ofProductNamed name: String, by userID: ObjectID) async throws {
        let productID = try await self.activeProduct(named: name).id
        do {
            try await self.reviews.client.transaction { transaction in
                guard
                    let review = try await self.reviews.vote(for: id, of: productID, by: userID, in: transaction)
                else { throw Self.notFound }
                guard review.userID != userID else {
                    throw ShopError.conflict("This review is your own", reason: .ownReview)
                }
            }
        } catch let error as MongoError where error.code == .duplicateKey {
            // It has been counted.
        }
    }

    /// The review as the transaction sees it, for who may change it.
    private func present(
        _ id: ObjectID, of productID: ObjectID, as reader: ReviewReader, if match: IfMatch?,
        _ shown: (ListedReview) -> any SchemaValue, in transaction: Transaction
    ) async throws -> ListedReview {
        guard let review = try await self.reviews.find(id, of: productID, in: transaction), reader.sees(review) else {
            throw Self.notFound
        }
        guard reader.isAuthor(of: review) || reader.isModerator else {
            throw ShopError.forbidden("This is somebody else's review")
        }
        let listed = try await self.listed([review], in: transaction)[0]
        guard match?.holds(for: shown(listed)) ?? true else { throw Self.hasChanged }
        return listed
    }

    private func forget(_ product: RatedProduct) async {
        if case .readable(let product) = product { await self.catalog.forgetFigures(of: [product]) }
    }

    private static let hasChanged = ShopError.changed("The review has been changed since it was read; read it again")
}

extension ReviewChanges {
    /// The changes as an update: only what becomes different is written.
    fileprivate func updates(of review: Review) -> [Update<Review>] {
        var updates: [Update<Review>] = []
        if self.changeWords(of: review) {
            if let rating = self.rating.newValue { updates.append(.set(\.rating, rating)) }
            if let title = self.title.newValue { updates.append(.set(\.title, title)) }
            if let comment = self.comment.newValue { updates.append(.set(\.comment, comment)) }
            updates.append(.set(\.updatedAt, .now))
        }
        if self.changeVisibility(of: review), let isHidden = self.isHidden.newValue {
            updates.append(.set(\.isHidden, isHidden))
        }
        return updates
    }
}
