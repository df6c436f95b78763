import BSON
import Coupons
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/admin/coupons`: the keeping of coupons.
struct V1CouponRoutes: Sendable {
    private let coupons: CouponService
    private let access: Access<Identity>
    private let keys: IdempotencyKeys

    init(_ coupons: CouponService, access: ShopAccess, keys: IdempotencyKeys) {
        self.coupons = coupons
        self.access = access.permission(.manageCoupon)
        self.keys = keys
    }

    private static let list = "/admin/coupons"
    private static let one = "/admin/coupons/{id}"

    var routes: [Route] { self.reading + self.writing }

    private var reading: [Route] {
        let coupons = self.coupons
        return [
            Route(
                .get, Self.list, id: "listCoupons", "All coupons, the newest first", tag: .v1Admin, access: self.access,
                input: .query(V1PageQuery.self)
            ) { call in
                V1Page(try await coupons.coupons(call.query.request).map { V1Coupon($0) })
            },
            Route(
                .get, Self.one, id: "getCoupon", "One coupon", tag: .v1Admin, access: self.access,
                input: .path(V1CouponPath.self), options: .init(errors: [.notFound])
            ) { call in
                Representation(V1Coupon(try await coupons.coupon(call.path.coupon())))
            },
        ]
    }

    private var writing: [Route] {
        let coupons = self.coupons
        return [
            Route(
                .post, Self.list, id: "createCoupon", "Add a coupon", tag: .v1Admin, access: self.access,
                input: .body(V1CouponRequest.self), options: .init(status: .created, errors: [.conflict]),
                keys: self.keys
            ) { call, keeping in
                try await coupons.create(
                    call.body.draft, by: call.author,
                    keeping: keeping { coupon in
                        Created(
                            Representation(V1Coupon(coupon)),
                            at: "\(Mount.v1.path)\(Self.list)/\(coupon.id.hexString)")
                    })
            },
            Route(
                .patch, Self.one, id: "changeCoupon", "Change some fields of a coupon", tag: .v1Admin,
                access: self.access, input: .path(V1CouponPath.self, body: V1CouponChanges.self),
                options: .init(errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                Representation(
                    V1Coupon(
                        try await coupons.update(
                            call.path.coupon(), call.body.changes, if: call.ifMatch, shown: { V1Coupon($0) },
                            by: call.author)))
            },
            Route(
                .delete, Self.one, id: "deleteCoupon", "Remove a coupon", tag: .v1Admin, access: self.access,
                input: .path(V1CouponPath.self),
                options: .init(status: .noContent, errors: [.notFound], takesCondition: true)
            ) { call in
                try await coupons.delete(
                    call.path.coupon(), if: call.ifMatch, shown: { V1Coupon($0) }, by: call.author)
                return NoContent()
            },
        ]
    }
}
