import FoundationEssentials
import MongoODM
import Schemas

/// The record that the shop was filled, or was found to have products. It stays when they are deleted, so that a shop
/// which an admin has emptied stays empty; and it lets one instance fill the shop at a time.
struct Seeding: Document {
    /// What was seeded.
    var id: String
    /// How many were added.
    var count: Int
    var at: Date

    static let schema = Schema("seedings", Seeding.init) {
        Field("_id", \.id)
        Field("count", \.count)
        Field("at", \.at)
    }
}
