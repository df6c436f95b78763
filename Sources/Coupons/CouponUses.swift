package import BSON
import FoundationEssentials
package import MongoODM
package import ShopCore

/// Who uses coupons, and how often that is allowed.
package struct CouponUses: Sendable {
    private let repository: CouponRepository

    init(repository: CouponRepository) {
        self.repository = repository
    }

    /// The coupon of a code, as it stands now.
    ///
    /// - Parameters:
    ///   - code: in any letter case.
    ///   - userID: whose own uses count, too; nil for a visitor.
    /// - Returns: nil when there is none.
    package func coupon(_ code: String, for userID: ObjectID?) async throws -> PresentedCoupon? {
        guard let coupon = try await self.repository.find(code: code) else { return nil }
        var isUsedUp = coupon.isUsedUp
        if let most = coupon.maximumUsesPerUser, let userID, !isUsedUp {
            isUsedUp = try await self.repository.uses(of: coupon.id, by: userID) >= most
        }
        return PresentedCoupon(coupon.terms, at: .now, isUsedUp: isUsedUp)
    }

    /// Counts the use of a coupon by an order. Done again, it does nothing.
    ///
    /// The coupon comes last: other orders wait for it.
    ///
    /// - Parameters:
    ///   - terms: what the order was made by.
    ///   - userID: who orders; nil for a guest, whose uses are not counted apart.
    /// - Throws: ``CouponRefusal`` `usedUp` when the user has none left; ``CouponChanged`` when nobody has, or the coupon is
    ///   another by now. The transaction must then be given up.
    package func use(
        _ terms: CouponTerms, by orderID: ObjectID, of userID: ObjectID?, in transaction: Transaction
    ) async throws {
        do {
            let begun = try await self.repository.uses.run(
                CouponStatement.begin(orderID, of: terms.id), in: transaction)
            guard begun == nil else { return }
            if let userID {
                let counted = try await self.repository.users.run(
                    CouponStatement.count(terms.id, by: userID), in: transaction)
                if let most = terms.maximumUsesPerUser, counted?.uses ?? 0 > most { throw CouponRefusal.usedUp }
            }
        } catch let error as MongoError where error.code == .duplicateKey {
            // A rival was the first at the same moment.
            throw CouponChanged()
        }
        let used = try await self.repository.coupons.run(CouponStatement.count(terms.id), in: transaction)
        guard used?.terms == terms else { throw CouponChanged() }
    }

    /// Gives back what an order that came to nothing has used. Done again, or for an order without a coupon, it does nothing.
    ///
    /// - Parameter userID: who ordered; nil for a guest.
    package func giveBack(
        of orderID: ObjectID, by userID: ObjectID?, in transaction: Transaction
    ) async throws {
        guard let use = try await self.repository.uses.run(CouponStatement.end(orderID), in: transaction) else {
            return
        }
        if let userID {
            _ = try await self.repository.users.run(CouponStatement.uncount(use.couponID, by: userID), in: transaction)
        }
        _ = try await self.repository.coupons.run(CouponStatement.uncount(use.couponID), in: transaction)
    }
}

/// A coupon is no longer what it was when it was looked up.
package struct CouponChanged: Error {
    package init() {}
}
