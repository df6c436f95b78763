import BSON
import FoundationEssentials
import MongoODM
import Schemas

/// The use of a coupon by an order. It stays, so that a step that is done again is known.
struct CouponUse: Document {
    /// The order's.
    var id: ObjectID
    var couponID: ObjectID
    var state: State
    var at = Date.now

    static let schema = Schema("coupon_uses", CouponUse.init) {
        Field("_id", \.id)
        Field("coupon_id", \.couponID)
        Field("state", \.state)
        Field("at", \.at)
    }

    static let indexes = [Index<CouponUse>(.ascending(\.couponID), .ascending(\.state))]

    enum State: String, SchemaEnum {
        case used
        case givenBack = "given_back"
    }
}

/// How often a user uses a coupon.
struct CouponUser: Document {
    /// Both identifiers, so that there is one of both.
    var id: String
    var userID: ObjectID
    var uses: Int

    static let schema = Schema("coupon_users", CouponUser.init) {
        Field("_id", \.id)
        Field("user_id", \.userID).indexed()
        Field("uses", \.uses, default: 0)
    }

    static func id(of couponID: ObjectID, _ userID: ObjectID) -> String {
        "\(couponID.hexString):\(userID.hexString)"
    }
}
