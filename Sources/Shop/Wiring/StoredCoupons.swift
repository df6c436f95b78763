import BSON
import Carts
import Catalog
import Coupons
import MongoODM
import Orders
import ShopCore

/// The coupons, as carts show them and orders use them.
struct StoredCoupons: Carts.CouponLookup, CouponKeeper {
    let uses: CouponUses

    func coupon(_ code: String, for userID: ObjectID?) async throws -> PresentedCoupon? {
        try await self.uses.coupon(code, for: userID.map { .user($0) })
    }

    func coupon(_ code: String, for buyer: Buyer) async throws -> PresentedCoupon? {
        try await self.uses.coupon(code, for: CouponHolder(buyer))
    }

    func use(
        _ terms: CouponTerms, for orderID: ObjectID, of buyer: Buyer, in transaction: Transaction
    ) async throws {
        do {
            try await self.uses.use(terms, by: orderID, of: CouponHolder(buyer), in: transaction)
        } catch is CouponChanged {
            throw CouponDiffers()
        } catch let refusal as CouponRefusal {
            throw refusal.error
        }
    }

    func giveBack(for orderID: ObjectID, of userID: ObjectID?, in transaction: Transaction) async throws {
        try await self.uses.giveBack(of: orderID, by: userID, in: transaction)
    }

    func pass(useBy orderID: ObjectID, to userID: ObjectID, in transaction: Transaction) async throws {
        try await self.uses.pass(useBy: orderID, to: .user(userID), in: transaction)
    }

    func forget(guest email: String) async throws { try await self.uses.forget(guest: email) }
}

extension CouponHolder {
    fileprivate init(_ buyer: Buyer) {
        self =
            switch buyer {
            case .account(let id): .user(id)
            case .guest(let guest): .guest(guest.email)
            }
    }
}

/// The categories of the catalog, as coupons name them.
struct CatalogCategories: CategoryLookup {
    let categories: CategoryService

    func categoryIDs(named texts: [String]) async throws -> [ObjectID?] {
        let table = try await self.categories.table()
        return texts.map { table.named($0)?.id }
    }
}
