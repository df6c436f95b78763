import BSON
import MongoODM
import Schemas
import ShopCore

/// The stored coupons and their uses.
struct CouponRepository: PersonalData {
    let coupons: Repository<Coupon>
    let uses: Repository<CouponUse>
    let users: Repository<CouponUser>

    /// Coupons that can't be read are left out as if they were not there.
    init(_ collections: Collections) {
        self.coupons = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
        self.uses = collections.repository()
        self.users = collections.repository()
    }

    var client: MongoClient { self.coupons.database.client }

    /// - Parameter code: in any letter case.
    func find(code: String, in transaction: Transaction? = nil) async throws -> Coupon? {
        guard let code = CouponCode.normalized(code) else { return nil }
        return try await self.coupons.findOne(\.code == code, in: transaction)
    }

    func find(_ id: ObjectID, in transaction: Transaction? = nil) async throws -> Coupon? {
        try await self.coupons.get(id, in: transaction)
    }

    /// A page of all, the newest first.
    func page(_ request: PageRequest) async throws -> CountedPage<Coupon> {
        try await self.coupons.page(sort: [.descending(\.createdAt), .descending(\.id)], request)
    }

    /// How often somebody uses a coupon.
    func uses(of couponID: ObjectID, by holder: CouponHolder) async throws -> Int {
        try await self.users.get(CouponUser.id(of: couponID, holder))?.uses ?? 0
    }

    /// Forgets how often a guest uses coupons.
    func forget(_ guest: CouponHolder) async throws {
        guard let name = guest.guest else { return }
        try await self.users.delete(\.guest == name)
    }

    func erase(of userID: ObjectID, in transaction: Transaction) async throws {
        try await self.users.delete(\.userID == userID, in: transaction)
    }
}
