import BSON
import HTTPTypes
import Orders
import RouteKit
import ShopCore

/// `/api/v1/orders` and `/api/v1/admin/orders`: from the cart to an order, and what was bought.
struct V1OrderRoutes: Sendable {
    private let orders: OrderService
    private let checkout: CheckoutService
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    init(_ orders: OrderService, checkout: CheckoutService, access: ShopAccess, keys: IdempotencyKeys) {
        self.orders = orders
        self.checkout = checkout
        self.access = access
        self.keys = keys
    }

    var routes: [Route] {
        let (orders, checkout) = (self.orders, self.checkout)
        return [
            Route(
                .post, "/orders", id: "createOrder", "Make an order of the cart", tag: .v1Orders,
                access: self.access.user, input: .optionalBody(V1OrderRequest.self),
                options: .init(status: .created, errors: [.badRequest, .conflict]),
                keys: self.keys
            ) { call, keeping in
                try await checkout.createOrder(
                    for: call.caller.userID, expecting: call.body.expectedTotal, by: call.author,
                    keeping: keeping { order in
                        Created(Representation(V1Order(order)), at: "\(Mount.v1.path)/orders/\(order.id.hexString)")
                    })
            },
            Route(
                .get, "/orders", id: "listOrders", "The user's orders, the newest first", tag: .v1Orders,
                access: self.access.user, input: .query(V1PageQuery.self)
            ) { call in
                V1Page(try await orders.orders(of: call.caller.userID, call.query.request).map { V1Order($0) })
            },
            Route(
                .get, "/orders/{id}", id: "getOrder", "One of the user's orders", tag: .v1Orders,
                access: self.access.user, input: .path(V1OrderPath.self), options: .init(errors: [.notFound])
            ) { call in
                Representation(
                    V1Order(
                        try await orders.order(ObjectID(call.path.id, of: "Order"), of: call.caller.userID)))
            },
            Route(
                .get, "/admin/orders", id: "listAllOrders", "Everybody's orders, the newest first", tag: .v1Admin,
                access: self.access.permission(.readOrder), input: .query(V1PageQuery.self)
            ) { call in
                V1Page(try await orders.allOrders(call.query.request).map { V1Order($0) })
            },
        ]
    }
}
