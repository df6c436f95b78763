package import BSON
package import MongoODM
package import ShopCore

/// What orders need of whatever keeps the coupons.
///
/// Each step is named by the order's id. Done again, it does nothing.
package protocol CouponKeeper: Sendable {
    /// The coupon of a code in any letter case, as it stands now.
    ///
    /// - Parameter buyer: whose own uses count, too: a guest's are those of the address of mail.
    /// - Returns: nil when there is none.
    func coupon(_ code: String, for buyer: Buyer) async throws -> PresentedCoupon?

    /// Counts the use of a coupon by an order.
    ///
    /// - Parameter terms: what the order was made by.
    /// - Throws: `CouponRefusal` `usedUp` when the buyer has no use left; ``CouponDiffers`` when nobody has, or the coupon is no
    ///   longer so. The transaction must then be given up.
    func use(
        _ terms: CouponTerms, for orderID: ObjectID, of buyer: Buyer, in transaction: Transaction
    ) async throws

    /// Gives the use back that an order has of a coupon, if it has one.
    func giveBack(for orderID: ObjectID, of userID: ObjectID?, in transaction: Transaction) async throws

    /// Counts the use that a guest's order has of a coupon, if it has one, as a user's from now on.
    func pass(useBy orderID: ObjectID, to userID: ObjectID, in transaction: Transaction) async throws

    /// Forgets how often a guest has used coupons.
    func forget(guest email: String) async throws
}

/// A coupon is no longer what it was when it was looked up.
package struct CouponDiffers: Error {
    package init() {}
}
