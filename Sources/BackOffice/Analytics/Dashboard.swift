import Accounts
package import BSON
import Catalog
package import FoundationEssentials
import MongoODM
package import Orders
package import Schemas
package import ShopCore

/// How the shop stands.
package struct Dashboard: Sendable {
    package struct Users: Sendable {
        package let total: Int
        /// Who used the shop in 30 days.
        package let active: Int
        package let newToday: Int
    }

    package struct Products: Sendable {
        package let total: Int
        package let active: Int
        package let low: Int
        package let out: Int
    }

    package let users: Users
    package let orders: Int
    package let pending: Int
    package let ordersToday: Int
    package let sales: Sales
    package let salesToday: Sales
    package let salesOfMonth: Sales
    package let products: Products
    /// Those of 30 days.
    package let topProducts: [NamedSales]
    package let recentOrders: [RecentOrder]
}

/// What the dashboard shows of an order: nothing of who has placed it.
package struct RecentOrder: SchemaObject {
    package var id: ObjectID
    package var number: String
    package var total: Money
    package var status: OrderStatus
    package var delivery: DeliveryStatus?
    package var createdAt: Date

    package static let schema = Schema(RecentOrder.init) {
        Field("_id", \.id)
        Field("number", \.number, default: "")
        Field("total", \.total)
        Field("status", \.status, default: .pending)
        Field("delivery", \.delivery, default: nil)
        Field("created_at", \.createdAt, default: .now)
    }

    package var stage: OrderStage { OrderStage(self.status, self.delivery) }
}

/// Finds out how the shop stands.
package struct DashboardService: Sendable {
    private let analytics: AnalyticsService
    private let orders: Repository<Order>
    private let users: Repository<User>
    private let sessions: Repository<Session>
    private let products: Repository<Product>
    /// So many or fewer pieces are few.
    private let lowStock: Int

    private static let recent = 10
    private static let best = 5
    private static let days = 30
    /// More sessions than go on for a month without a login.
    private static let mostSessions = 100_000

    init(
        analytics: AnalyticsService, orders: Repository<Order>, users: Repository<User>,
        sessions: Repository<Session>, products: Repository<Product>, lowStock: Int
    ) {
        self.analytics = analytics
        self.orders = orders
        self.users = users
        self.sessions = sessions
        self.products = products
        self.lowStock = lowStock
    }

    package func dashboard(now: Date = .now) async throws -> Dashboard {
        let zone = self.analytics.zone
        let today = AnalyticsRange(.daily, of: now, in: zone).quarters
        let month = AnalyticsRange(.monthly, of: now, in: zone).quarters
        let lately = try AnalyticsRange(
            RangeRequest(from: nil, to: nil, timeZone: nil), shop: zone, now: now
        ).quarters
        let all = 0..<today.upperBound
        let view = try await self.analytics.view(all, .all)
        async let ever = view.totals(all)
        async let ofToday = view.totals(today)
        async let ofMonth = view.totals(month)
        async let best = self.analytics.topProducts(lately, by: .revenue, limit: Self.best, in: view)
        async let pending = self.orders.count(OrderStage.pending.query)
        async let active = self.activeUsers(since: now - Double(Self.days * 86_400))
        async let products = self.countProducts()
        async let recent = self.orders.find(
            as: RecentOrder.self, sort: [.descending(\.createdAt), .descending(\.id)], limit: Self.recent)
        return try await Dashboard(
            users: .init(total: ever.registered, active: active, newToday: ofToday.registered),
            orders: ever.stages.values.reduce(0, +), pending: pending,
            ordersToday: ofToday.stages.values.reduce(0, +), sales: ever.sales, salesToday: ofToday.sales,
            salesOfMonth: ofMonth.sales, products: products, topProducts: best, recentOrders: recent)
    }

    /// Who has logged in since, and who has not and still uses a login of before.
    private func activeUsers(since moment: Date) async throws -> Int {
        async let loggedIn = self.users.count(\.lastLogin >= moment)
        let old = try await self.sessions.find(
            \.createdAt < moment && \.lastUsedAt >= moment, as: SessionHolder.self, limit: Self.mostSessions)
        let holders = Array(Set(old.map(\.userID)))
        guard !holders.isEmpty else { return try await loggedIn }
        let hasLoggedIn: Query<User> = \.lastLogin >= moment
        let others = try await self.users.count(.isIn(\.id, holders) && !hasLoggedIn)
        return try await loggedIn + others
    }

    /// Those that were removed and may come back don't count.
    private func countProducts() async throws -> Dashboard.Products {
        async let active = self.products.count(\.isActive == true)
        async let inactive = self.products.count(\.isActive == false && \.removal == nil)
        async let low = self.products.count(.raw(Product.isShort(upTo: self.lowStock)))
        async let out = self.products.count(.raw(Product.isShort(upTo: 0)))
        let (there, hidden) = try await (active, inactive)
        return try await Dashboard.Products(total: there + hidden, active: there, low: low, out: out)
    }
}

/// Whose a session is.
private struct SessionHolder: SchemaObject {
    var userID: ObjectID

    static let schema = Schema(SessionHolder.init) { Field("user_id", \.userID) }
}
