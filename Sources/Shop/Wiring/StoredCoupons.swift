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
        try await self.uses.coupon(code, for: userID)
    }

    func use(
        _ terms: CouponTerms, for orderID: ObjectID, of userID: ObjectID?, in transaction: Transaction
    ) async throws {
        do {
            try await self.uses.use(terms, by: orderID, of: userID, in: transaction)
        } catch is CouponChanged {
            throw CouponDiffers()
        } catch let refusal as CouponRefusal {
            throw refusal.error
        }
    }

    func giveBack(for orderID: ObjectID, of userID: ObjectID?, in transaction: Transaction) async throws {
        try await self.uses.giveBack(of: orderID, by: userID, in: transaction)
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
