import BSON
import FoundationEssentials
import MongoODM
import Schemas

/// That somebody was told of pieces that run short. It counts until others are stocked.
struct LowStockAlert: Document {
    /// The variant's, or of a product without variants the product's.
    var id: ObjectID
    var productID: ObjectID
    /// How many had ever been stocked then: another number says that the shop has changed the stock since.
    var stocked: Int
    var at: Date

    static let schema = Schema("low_stock_alerts", LowStockAlert.init) {
        Field("_id", \.id)
        Field("product_id", \.productID)
        Field("stocked", \.stocked)
        Field("at", \.at)
    }

    static let indexes = [Index<LowStockAlert>(.ascending(\.productID))]
}
