import HTTPTypes
import Orders
import RouteKit
import ShopCore

/// `/api/v1/orders/{id}/events`: what happens to an order, told while it happens.
struct V1OrderEventRoutes: Sendable {
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
                .get, "/orders/{id}/events", id: "followOrder", "What happens to an order, while it happens",
                tag: .v1Orders, access: self.access.buyer, input: .path(V1OrderPath.self),
                options: .init(errors: [.notFound]),
                events: { call, lastEventID in
                    let (order, changes) = try await orders.following(orderNamed: call.path.id, for: call.caller)
                    return EventFeed<OrderCaller, V1OrderNews>(for: { $0.maySee(order) }) { outlet in
                        var telling = V1OrderTelling(after: lastEventID)
                        outlet.send(telling.news(of: order))
                        for await order in changes {
                            guard outlet.send(telling.news(of: order)) else { return }
                        }
                    }
                })
        ]
    }
}
