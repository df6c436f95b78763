import BSON
import MongoJobs
import Schemas
import ShopMail

/// Tells the buyer of one event of an order, and has the next one told then: one after the other, in their order. Address and
/// name are those of when the mail goes out.
struct OrderMailJob: Job {
    var orderID: ObjectID
    /// Which of the order's events.
    var index: Int

    static let kind = "order_mail"
    static let options = JobOptions.mail
    static let schema = Schema(OrderMailJob.init) {
        Field("order_id", \.orderID)
        Field("index", \.index)
    }
}
