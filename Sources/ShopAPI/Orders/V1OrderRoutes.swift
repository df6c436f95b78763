import BSON
import HTTPTypes
import Orders
import RouteKit
import ShopCore

/// `/api/v1/orders` and `/api/v1/admin/orders`: from the cart to an order, what was bought, and how it comes to the door.
struct V1OrderRoutes: Sendable {
    private let orders: OrderService
    private let deliveries: DeliveryService
    private let checkout: CheckoutService
    private let tokens: OrderTokens
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    init(
        _ orders: OrderService, deliveries: DeliveryService, checkout: CheckoutService, tokens: OrderTokens,
        access: ShopAccess, keys: IdempotencyKeys
    ) {
        self.orders = orders
        self.deliveries = deliveries
        self.checkout = checkout
        self.tokens = tokens
        self.access = access
        self.keys = keys
    }

    var routes: [Route] { self.own + self.everybodys }

    private var own: [Route] {
        let (orders, checkout, tokens) = (self.orders, self.checkout, self.tokens)
        return [
            Route(
                .post, "/orders", id: "createOrder", "Make an order of the cart, or of given items", tag: .v1Orders,
                access: self.access.user.orHeader(V1CartRoutes.cartToken), input: .optionalBody(V1OrderRequest.self),
                options: .init(status: .created, errors: [.badRequest, .notFound, .conflict]),
                keys: self.keys
            ) { call, keeping in
                try await checkout.createOrder(
                    call.body.request(), for: call.body.buyer(call.caller), by: call.author,
                    keeping: keeping { order in
                        Created(
                            Extended(V1Order(order), tokens.token(for: order).map { V1OrderToken(orderToken: $0) }),
                            at: "\(Mount.v1.path)/orders/\(order.id.hexString)")
                    })
            },
            Route(
                .get, "/orders", id: "listOrders", "The user's orders, the newest first", tag: .v1Orders,
                access: self.access.user, input: .query(V1OrderListQuery.self)
            ) { call in
                V1Page(
                    try await orders.orders(of: call.caller.userID, call.query.filter, call.query.request).map {
                        V1Order($0)
                    })
            },
            Route(
                .get, "/orders/history", id: "listPastOrders", "The user's orders that are over, the newest first",
                tag: .v1Orders, access: self.access.user, input: .query(V1OrderListQuery.self)
            ) { call in
                V1Page(
                    try await orders.pastOrders(of: call.caller.userID, call.query.filter, call.query.request).map {
                        V1Order($0)
                    })
            },
            Route(
                .get, "/orders/{id}", id: "getOrder", "One of the buyer's orders, or with read:order any",
                tag: .v1Orders, access: self.access.buyer, input: .path(V1OrderPath.self),
                options: .init(errors: [.notFound])
            ) { call in
                let order = try await orders.order(named: call.path.id, for: call.caller)
                return Representation(V1Order(order, for: call.caller))
            },
            Route(
                .get, "/orders/{id}/track", id: "trackOrder", "Where an order is on its way", tag: .v1Orders,
                access: self.access.buyer, input: .path(V1OrderPath.self), options: .init(errors: [.notFound])
            ) { call in
                V1OrderTrack(try await orders.journey(ofOrderNamed: call.path.id, for: call.caller))
            },
        ]
    }

    private var everybodys: [Route] {
        let (orders, deliveries) = (self.orders, self.deliveries)
        return [
            Route(
                .patch, "/orders/{id}/status", id: "changeOrderStatus", "Take an order a step further", tag: .v1Orders,
                access: self.access.permission(.updateOrder),
                input: .path(V1OrderPath.self, body: V1OrderStatusRequest.self),
                options: .init(errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                let caller = OrderCaller.account(call.caller)
                let order = try await deliveries.move(
                    call.path.id, by: call.body.move(by: call.author), if: call.ifMatch,
                    shown: { V1Order($0, for: caller) })
                return Representation(V1Order(order, for: caller))
            }.also(.put, "/orders/{id}/status"),
            Route(
                .get, "/admin/orders", id: "listAllOrders", "Everybody's orders, the newest first", tag: .v1Admin,
                access: self.access.permission(.readOrder), input: .query(V1AllOrdersQuery.self)
            ) { call in
                V1Page(
                    try await orders.allOrders(call.query.filter, matching: call.query.wanted, call.query.request).map {
                        V1Order($0)
                    })
            },
            Route(
                .get, "/admin/orders/pending", id: "listPendingOrders",
                "Everybody's orders that are not paid, the newest first", tag: .v1Admin,
                access: self.access.permission(.readOrder), input: .query(V1PageQuery.self)
            ) { call in
                V1Page(
                    try await orders.allOrders(
                        OrderFilter(stages: [.pending]), matching: nil, call.query.request
                    ).map { V1Order($0) })
            },
        ]
    }
}
