package import BSON

/// What questions need to know of products, wherever those are kept.
package protocol ProductLookup: Sendable {
    /// The id of the product that the shop shows under a slug; nil if there is none.
    func productID(ofSlug slug: String) async throws -> ObjectID?
}
