import HTTPTypes
import Orders
import RouteKit
import ShopCore

/// `/api/v1/vendor/orders`: what was bought of a vendor.
struct V1VendorOrderRoutes: Sendable {
    private let orders: OrderService
    private let access: ShopAccess

    init(_ orders: OrderService, access: ShopAccess) {
        self.orders = orders
        self.access = access
    }

    var routes: [Route] {
        let orders = self.orders
        return [
            Route(
                .get, "/vendor/orders", id: "listVendorOrders",
                "The orders with lines of the vendor's own products, and these lines, the newest first", tag: .v1Orders,
                access: self.access.ownPermission(.readOrder), input: .query(V1OrderListQuery.self)
            ) { call in
                V1Page(
                    try await orders.orders(ofVendor: call.caller.userID, call.query.filter, call.query.request).map {
                        V1VendorOrder($0)
                    })
            }
        ]
    }
}
