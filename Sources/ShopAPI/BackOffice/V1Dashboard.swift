import BSON
import BackOffice
import FoundationEssentials
import Orders
import RouteKit
import Schemas
import ShopCore

/// How the shop stands.
struct V1Dashboard: SchemaObject, RouteOutput {
    var users: DashboardUsers
    var orders: DashboardOrders
    var revenue: DashboardRevenue
    var products: DashboardProducts
    var topProducts: [V1SoldProduct]
    var recentOrders: [V1RecentOrder]

    static let schema = Schema(V1Dashboard.init) {
        Field("users", \.users)
        Field("orders", \.orders)
        Field("revenue", \.revenue).described("What was paid, less what was given back or is to be.")
        Field("products", \.products)
        Field("top_products", \.topProducts).described("Those with the most revenue in 30 days.")
        Field("recent_orders", \.recentOrders).described("The newest first.")
    }

    struct DashboardUsers: SchemaObject {
        var total: Int
        var active: Int
        var newToday: Int

        static let schema = Schema(DashboardUsers.init) {
            Field("total", \.total).example(1200)
            Field("active", \.active).described("Who used the shop in the last 30 days.").example(310)
            Field("new_today", \.newToday).example(7)
        }
    }

    struct DashboardOrders: SchemaObject {
        var total: Int
        var pending: Int
        var today: Int

        static let schema = Schema(DashboardOrders.init) {
            Field("total", \.total).described("All that were placed.").example(5400)
            Field("pending", \.pending).described("Those that are not paid yet.").example(3)
            Field("today", \.today).described("Those that were placed today.").example(12)
        }
    }

    struct DashboardRevenue: SchemaObject {
        var total: Money
        var today: Money
        var month: Money
        var currency: Currency

        static let schema = Schema(DashboardRevenue.init) {
            Field("total", \.total).example(Money(minorUnits: 81_299_998))
            Field("today", \.today).example(Money(minorUnits: 299_998))
            Field("month", \.month).described("Of the present month.").example(Money(minorUnits: 2_499_998))
            Field("currency", \.currency).example(.usd)
        }
    }

    struct DashboardProducts: SchemaObject {
        var total: Int
        var active: Int
        var lowStock: Int
        var outOfStock: Int

        static let schema = Schema(DashboardProducts.init) {
            Field("total", \.total).described("Without those that were removed.").example(60)
            Field("active", \.active).described("Those that are shown.").example(58)
            Field("low_stock", \.lowStock)
                .described("Of these, those of which `LOW_STOCK_THRESHOLD` pieces are left, or fewer.").example(4)
            Field("out_of_stock", \.outOfStock).described("Of these, those of which none is left.").example(1)
        }
    }
}

extension V1Dashboard {
    init(_ dashboard: Dashboard) {
        let (users, products) = (dashboard.users, dashboard.products)
        self.init(
            users: DashboardUsers(total: users.total, active: users.active, newToday: users.newToday),
            orders: DashboardOrders(total: dashboard.orders, pending: dashboard.pending, today: dashboard.ordersToday),
            revenue: DashboardRevenue(
                total: dashboard.sales.net, today: dashboard.salesToday.net, month: dashboard.salesOfMonth.net,
                currency: .usd),
            products: DashboardProducts(
                total: products.total, active: products.active, lowStock: products.low, outOfStock: products.out),
            topProducts: dashboard.topProducts.map { V1SoldProduct($0) },
            recentOrders: dashboard.recentOrders.map { V1RecentOrder($0) })
    }
}

/// What the dashboard shows of an order.
struct V1RecentOrder: SchemaObject {
    var id: ObjectID
    var number: String?
    var status: OrderStage
    var total: Money
    var currency: Currency
    var createdAt: Date

    static let schema = Schema(V1RecentOrder.init) {
        Field("id", \.id)
        Field("number", \.number).example("B-0123456789")
        Field("status", \.status).example(.confirmed)
        Field("total", \.total).example(Money(minorUnits: 299_998))
        Field("currency", \.currency).example(.usd)
        Field("created_at", \.createdAt)
    }
}

extension V1RecentOrder {
    init(_ order: RecentOrder) {
        self.init(
            id: order.id, number: order.number.isEmpty ? nil : order.number, status: order.stage,
            total: order.total, currency: .usd, createdAt: order.createdAt)
    }
}
