import BackOffice
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/admin/dashboard`, `/analytics` and `/reports`: how the shop stands, and what was sold.
struct V1AnalyticsRoutes: Sendable {
    private let analytics: AnalyticsService
    private let dashboards: DashboardService
    private let access: ShopAccess

    init(_ analytics: AnalyticsService, _ dashboards: DashboardService, access: ShopAccess) {
        self.analytics = analytics
        self.dashboards = dashboards
        self.access = access
    }

    var routes: [Route] {
        let (analytics, dashboards) = (self.analytics, self.dashboards)
        let reader = self.access.permission(.readReport)
        return [
            Route(
                .get, "/admin/dashboard/stats", id: "getDashboard", "How the shop stands", tag: .v1Admin,
                access: reader, input: .nothing
            ) { _ in
                V1Dashboard(try await dashboards.dashboard())
            },
            Route(
                .get, "/admin/analytics/sales", id: "getSales", "What was sold, and given back, by periods",
                tag: .v1Admin, access: reader, input: .query(V1PeriodQuery.self)
            ) { call in
                V1Sales(try await analytics.sales(call.query.request))
            },
            Route(
                .get, "/admin/analytics/users", id: "getUserActivity", "Who registered and bought, by periods",
                tag: .v1Admin, access: reader, input: .query(V1PeriodQuery.self)
            ) { call in
                V1UserActivity(points: try await analytics.users(call.query.request).map { V1UserPoint($0) })
            },
            Route(
                .get, "/admin/analytics/products/top", id: "getTopProducts", "The products that sold best",
                tag: .v1Admin, access: reader, input: .query(V1TopProductsQuery.self)
            ) { call in
                V1TopProducts(
                    items: try await analytics.topProducts(
                        call.query.request, by: call.query.order, limit: call.query.limit
                    ).map { V1SoldProduct($0) })
            },
            Route(
                .get, "/admin/analytics/regions", id: "getSalesByRegion", "Where what was sold went", tag: .v1Admin,
                access: reader, input: .query(V1DaysQuery.self)
            ) { call in
                V1Regions(items: try await analytics.regions(call.query.request).map { V1Region($0) })
            },
            Route(
                .get, "/admin/reports/sales", id: "getSalesReport", "What happened in a time, in one", tag: .v1Admin,
                access: reader, input: .query(V1PeriodQuery.self)
            ) { call in
                V1SalesReport(try await analytics.report(call.query.request))
            },
        ]
    }
}
