package import Schemas
package import ShopCore

/// What the catalog tells of.
package struct CatalogEvents: Sendable {
    let products: EventSource<ListedProduct>
    let reviews: EventSource<ListedReview>
    let outbox: any EventOutbox
    /// A sale that leaves so many or fewer is told of.
    let lowStock: Int

    /// - Parameters:
    ///   - product: what is told of a product.
    ///   - review: what is told of a review.
    ///   - lowStock: a sale that leaves so many or fewer is told of.
    package init(
        _ outbox: any EventOutbox, product: @escaping @Sendable (ListedProduct) -> any SchemaValue,
        review: @escaping @Sendable (ListedReview) -> any SchemaValue, lowStock: Int
    ) {
        self.products = EventSource(outbox, product)
        self.reviews = EventSource(outbox, review)
        self.outbox = outbox
        self.lowStock = lowStock
    }
}
