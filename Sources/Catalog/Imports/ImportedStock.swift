import BSON
import FoundationEssentials
import MongoODM
import Schemas

/// The inventory that a file had for a product or a variant when one was imported last. A file with the same has nothing new
/// to say: what was sold since stays sold.
struct ImportedStock: Document {
    /// The product's, or the variant's.
    var id: ObjectID
    var inventory: Int
    var at: Date

    static let schema = Schema("imported_stock", ImportedStock.init) {
        Field("_id", \.id)
        Field("inventory", \.inventory)
        Field("at", \.at)
    }
}
