package import BSON
package import ShopCore

/// What carts need to know of coupons, wherever those are kept.
package protocol CouponLookup: Sendable {
    /// The coupon of a code in any letter case, as it stands now.
    ///
    /// - Parameter userID: whose own uses count, too; nil for a visitor.
    /// - Returns: nil when there is none.
    func coupon(_ code: String, for userID: ObjectID?) async throws -> PresentedCoupon?
}
