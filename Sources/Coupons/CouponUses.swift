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
    ///   - holder: whose own uses count, too; nil where it is not known who presents it.
    /// - Returns: nil when there is none.
    package func coupon(_ code: String, for holder: CouponHolder?) async throws -> PresentedCoupon? {
        guard let coupon = try await self.repository.find(code: code) else { return nil }
        var isUsedUp = coupon.isUsedUp
        if let most = coupon.maximumUsesPerUser, let holder, !isUsedUp {
            isUsedUp = try await self.repository.uses(of: coupon.id, by: holder) >= most
        }
        return PresentedCoupon(coupon.terms, at: .now, isUsedUp: isUsedUp)
    }

    /// Counts the use of a coupon by an order. Done again, it does nothing.
    ///
    /// The coupon comes last: other orders wait for it.
    ///
    /// - Parameters:
    ///   - terms: what the order was made by.
    ///   - holder: who orders.
    /// - Throws: ``CouponRefusal`` `usedUp` when the holder has none left; ``CouponChanged`` when nobody has, or the coupon is
    ///   another by now. The transaction must then be given up.
    package func use(
        _ terms: CouponTerms, by orderID: ObjectID, of holder: CouponHolder, in transaction: Transaction
    ) async throws {
        do {
            let begun = try await self.repository.uses.run(
                CouponStatement.begin(orderID, of: terms.id, by: holder), in: transaction)
            guard begun == nil else { return }
            let counted = try await self.repository.users.run(
                CouponStatement.count(terms.id, by: holder), in: transaction)
            if let most = terms.maximumUsesPerUser, counted?.uses ?? 0 > most { throw CouponRefusal.usedUp }
        } catch let error as MongoError where error.code == .duplicateKey {
            // A rival was the first at the same moment.
            throw CouponChanged()
        }
        let used = try await self.repository.coupons.run(CouponStatement.count(terms.id), in: transaction)
        guard used?.terms == terms else { throw CouponChanged() }
    }

    /// Gives back what an order that came to nothing has used. Done again, or for an order without a coupon, it does nothing.
    ///
    /// - Parameter userID: who ordered; nil for a guest. It counts where the use does not say itself who has counted it.
    package func giveBack(
        of orderID: ObjectID, by userID: ObjectID?, in transaction: Transaction
    ) async throws {
        guard let use = try await self.repository.uses.run(CouponStatement.end(orderID), in: transaction) else {
            return
        }
        if let counter = use.counter ?? userID.map({ CouponUser.id(of: use.couponID, .user($0)) }) {
            _ = try await self.repository.users.run(CouponStatement.uncount(by: counter), in: transaction)
        }
        _ = try await self.repository.coupons.run(CouponStatement.uncount(use.couponID), in: transaction)
    }

    /// Counts the use that an order has of a coupon as another holder's from now on, however often that one has used it. Done
    /// again, or for an order without a coupon, it does nothing.
    package func pass(useBy orderID: ObjectID, to holder: CouponHolder, in transaction: Transaction) async throws {
        guard let couponID = try await self.repository.uses.get(orderID, in: transaction)?.couponID else { return }
        let counter = CouponUser.id(of: couponID, holder)
        let passed = try await self.repository.uses.run(CouponStatement.pass(orderID, to: counter), in: transaction)
        guard let passed else { return }
        if let before = passed.counter {
            _ = try await self.repository.users.run(CouponStatement.uncount(by: before), in: transaction)
        }
        _ = try await self.repository.users.run(CouponStatement.count(couponID, by: holder), in: transaction)
    }

    /// Forgets how often a guest has used coupons.
    package func forget(guest email: String) async throws {
        try await self.repository.forget(.guest(email))
    }
}

/// A coupon is no longer what it was when it was looked up.
package struct CouponChanged: Error {
    package init() {}
}
