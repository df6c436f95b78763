package import BSON

/// What coupons need to know of categories, wherever those are kept.
package protocol CategoryLookup: Sendable {
    /// The categories with an id, a slug or a name: an id for each text, nil where there is none.
    func categoryIDs(named texts: [String]) async throws -> [ObjectID?]
}
