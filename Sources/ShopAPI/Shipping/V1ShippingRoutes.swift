import BSON
import HTTPTypes
import RouteKit
import Shipping
import ShopCore

/// `/api/v1/shipping/methods` and `/api/v1/admin/shipping-methods`: how orders are sent, and the keeping of that.
struct V1ShippingRoutes: Sendable {
    private let shipping: ShippingService
    private let access: Access<Identity>
    private let keys: IdempotencyKeys

    init(_ shipping: ShippingService, access: ShopAccess, keys: IdempotencyKeys) {
        self.shipping = shipping
        self.access = access.permission(.manageCoupon)
        self.keys = keys
    }

    private static let list = "/admin/shipping-methods"
    private static let one = "/admin/shipping-methods/{id}"

    var routes: [Route] { self.reading + self.writing }

    private var reading: [Route] {
        let shipping = self.shipping
        return [
            Route(
                .get, "/shipping/methods", id: "listShippingOffers", "How an order can be sent, the cheapest first",
                tag: .v1Orders, access: .anyone, input: .query(V1ShippingQuery.self)
            ) { call in
                V1ShippingOffers(
                    try await shipping.offers(to: call.query.country?.uppercased(), subtotal: call.query.subtotal))
            },
            Route(
                .get, Self.list, id: "listShippingMethods", "All methods of shipping", tag: .v1Admin,
                access: self.access, input: .query(V1PageQuery.self)
            ) { call in
                V1Page(try await shipping.methods(call.query.request).map { V1ShippingMethod($0) })
            },
            Route(
                .get, Self.one, id: "getShippingMethod", "One method of shipping", tag: .v1Admin, access: self.access,
                input: .path(V1ShippingMethodPath.self), options: .init(errors: [.notFound])
            ) { call in
                Representation(V1ShippingMethod(try await shipping.method(call.path.method())))
            },
        ]
    }

    private var writing: [Route] {
        let shipping = self.shipping
        return [
            Route(
                .post, Self.list, id: "createShippingMethod", "Add a method of shipping", tag: .v1Admin,
                access: self.access, input: .body(V1ShippingMethodRequest.self),
                options: .init(status: .created, errors: [.conflict]), keys: self.keys
            ) { call, keeping in
                try await shipping.create(
                    call.body.draft, by: call.author,
                    keeping: keeping { method in
                        Created(
                            Representation(V1ShippingMethod(method)),
                            at: "\(Mount.v1.path)\(Self.list)/\(method.id.hexString)")
                    })
            },
            Route(
                .patch, Self.one, id: "changeShippingMethod", "Change some fields of a method of shipping",
                tag: .v1Admin, access: self.access,
                input: .path(V1ShippingMethodPath.self, body: V1ShippingMethodChanges.self),
                options: .init(errors: [.notFound], takesCondition: true)
            ) { call in
                Representation(
                    V1ShippingMethod(
                        try await shipping.update(
                            call.path.method(), call.body.changes, if: call.ifMatch, shown: { V1ShippingMethod($0) },
                            by: call.author)))
            },
            Route(
                .delete, Self.one, id: "deleteShippingMethod", "Remove a method of shipping", tag: .v1Admin,
                access: self.access, input: .path(V1ShippingMethodPath.self),
                options: .init(status: .noContent, errors: [.notFound], takesCondition: true)
            ) { call in
                try await shipping.delete(
                    call.path.method(), if: call.ifMatch, shown: { V1ShippingMethod($0) }, by: call.author)
                return NoContent()
            },
        ]
    }
}
