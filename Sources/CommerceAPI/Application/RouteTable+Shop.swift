import Commerce

extension RouteTable {
    /// Every operation of the shop, without the pages that describe them.
    public init(_ backend: Backend) {
        let shop = backend.shop
        self.init(
            AuthRoutes(shop.accounts).routes + ProductRoutes(shop.catalog).routes + CartRoutes(shop.carts).routes
                + CheckoutRoutes(shop.checkout).routes + OrderRoutes(shop.orders).routes
                + PaymentRoutes(shop.payments).routes + AdminRoutes(shop.catalog).routes
                + AuditRoutes(shop.audit).routes
                + HealthRoutes(mongo: backend.mongo, redis: backend.redis).routes)
    }
}

extension OpenAPIDocument {
    static let title = "Bodega"

    /// The description of the shop's operations.
    public init(_ routes: RouteTable) {
        self.init(
            routes, title: Self.title, version: "1.0.0",
            summary: """
                An e-commerce backend: accounts, a catalog, carts, orders and payments.

                Get a token from `POST /auth/login`, press **Authorize** and paste it.
                """)
    }
}
