import BSON
import MongoJobs
import Schemas
import ShopMail

/// Finds out who is to be told that pieces run short, once until others are stocked.
struct LowStockJob: Job {
    var productID: ObjectID
    /// Nil for a product without variants.
    var variantID: ObjectID?

    static let kind = "low_stock"
    static let schema = Schema(LowStockJob.init) {
        Field("product_id", \.productID)
        Field("variant_id", \.variantID)
    }
}

/// Tells one of those who look after the inventory.
struct LowStockMailJob: Job {
    var userID: ObjectID
    var productID: ObjectID
    var variantID: ObjectID?

    static let kind = "low_stock_mail"
    static let options = JobOptions.mail
    static let schema = Schema(LowStockMailJob.init) {
        Field("user_id", \.userID)
        Field("product_id", \.productID)
        Field("variant_id", \.variantID)
    }
}
