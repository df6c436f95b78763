import BSON
import MongoODM
import Schemas

/// A user's wishlist, apart from its entries: what makes it longer changes this, so that no two transactions count its entries
/// at once.
struct Wishlist: Document {
    /// The user's identifier.
    var id: ObjectID
    /// How often something was added.
    var additions = 0

    /// The most entries that a user has.
    static let capacity = 1000

    static let schema = Schema("wishlists", Wishlist.init) {
        Field("_id", \.id)
        Field("additions", \.additions, default: 0)
    }
}
