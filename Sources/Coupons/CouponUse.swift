package import BSON
import FoundationEssentials
import MongoODM
import Schemas
import ShopCore

/// The use of a coupon by an order. It stays, so that a step that is done again is known.
struct CouponUse: Document {
    /// The order's.
    var id: ObjectID
    var couponID: ObjectID
    var state: State
    var at = Date.now
    /// The ``CouponUser`` that counts it; nil where an earlier version has noted the use, and that of the order's user does.
    var counter: String?

    static let schema = Schema("coupon_uses", CouponUse.init) {
        Field("_id", \.id)
        Field("coupon_id", \.couponID)
        Field("state", \.state)
        Field("at", \.at)
        Field("counter", \.counter)
    }

    static let indexes = [Index<CouponUse>(.ascending(\.couponID), .ascending(\.state))]

    enum State: String, SchemaEnum {
        case used
        case givenBack = "given_back"
    }
}

/// How often somebody uses a coupon.
struct CouponUser: Document {
    /// The coupon and who it is, so that there is one of both.
    var id: String
    /// Nil for a guest.
    var userID: ObjectID?
    /// What a guest is known by; nil for a user.
    var guest: String?
    var uses: Int

    static let schema = Schema("coupon_users", CouponUser.init) {
        Field("_id", \.id)
        Field("user_id", \.userID).indexed()
        Field("guest", \.guest)
        Field("uses", \.uses, default: 0)
    }

    static let indexes = [Index<CouponUser>(.ascending(\.guest)).only(where: \.guest > "")]

    static func id(of couponID: ObjectID, _ holder: CouponHolder) -> String {
        "\(couponID.hexString):\(holder.name)"
    }
}

/// Who uses a coupon.
package enum CouponHolder: Hashable, Sendable {
    case user(ObjectID)
    /// Somebody without an account, by an address of mail in one form.
    case guest(String)

    var userID: ObjectID? {
        guard case .user(let id) = self else { return nil }
        return id
    }

    /// The address is not kept where nothing but a number is known by it.
    var guest: String? {
        guard case .guest(let email) = self else { return nil }
        return OpaqueToken.hash(email).hexadecimal
    }

    fileprivate var name: String { self.userID?.hexString ?? self.guest ?? "" }
}
