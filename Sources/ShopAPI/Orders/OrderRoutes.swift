import BSON
import HTTPTypes
public import Orders
public import RouteKit
import ShopCore

/// `/orders`: what was bought.
public struct OrderRoutes: Sendable {
    private let orders: OrderService
    private let access: ShopAccess

    public init(_ orders: OrderService, access: ShopAccess) {
        self.orders = orders
        self.access = access
    }

    public var routes: [Route] {
        let orders = self.orders
        return [
            Route(
                .get, "/orders", id: "listOrders", "The user's orders, the newest first", tag: .orders,
                access: self.access.user, input: .query(OrderListQuery.self)
            ) { call in
                try await orders.orders(of: call.caller.userID, skip: call.query.skip, limit: call.query.limit)
            },
            Route(
                .get, "/orders/admin/all", id: "listAllOrders", "Everybody's orders, the newest first", tag: .orders,
                access: self.access.admin, input: .query(AllOrdersQuery.self)
            ) { call in
                try await orders.allOrders(skip: call.query.skip, limit: call.query.limit)
            },
            Route(
                .get, "/orders/{order_id}", id: "getOrder", "One of the user's orders", tag: .orders,
                access: self.access.user,
                input: .path(OrderPath.self), options: .init(errors: [.notFound])
            ) { call in
                Representation(
                    try await orders.order(ObjectID(call.path.orderID, of: "Order"), of: call.caller.userID))
            },
        ]
    }
}
