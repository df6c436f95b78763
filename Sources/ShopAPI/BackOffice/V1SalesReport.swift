import BackOffice
import FoundationEssentials
import Orders
import RouteKit
import Schemas

/// What happened in a time.
struct V1SalesReport: SchemaObject, RouteOutput {
    var from: Date
    var to: Date
    var sales: V1Sales
    var statusDistribution: V1StatusDistribution
    var topProducts: [V1SoldProduct]
    var userActivity: V1UserPoint

    static let schema = Schema(V1SalesReport.init) {
        Field("from", \.from)
        Field("to", \.to)
        Field("sales", \.sales)
        Field("status_distribution", \.statusDistribution)
            .described("Where the orders stand now that were placed in this time.")
        Field("top_products", \.topProducts).described("The ten with the most revenue.")
        Field("user_activity", \.userActivity).described("Of the whole time.")
    }
}

extension V1SalesReport {
    init(_ report: PeriodReport) {
        self.init(
            from: report.from, to: report.to, sales: V1Sales(report.sales),
            statusDistribution: V1StatusDistribution(report.stages),
            topProducts: report.topProducts.map { V1SoldProduct($0) }, userActivity: V1UserPoint(report.users))
    }
}

/// How many orders stand where.
struct V1StatusDistribution: SchemaObject {
    var pending: Int
    var confirmed: Int
    var processing: Int
    var shipped: Int
    var delivered: Int
    var failed: Int
    var cancelled: Int
    var refunded: Int

    static let schema = Schema(V1StatusDistribution.init) {
        Field("pending", \.pending)
        Field("confirmed", \.confirmed)
        Field("processing", \.processing)
        Field("shipped", \.shipped)
        Field("delivered", \.delivered)
        Field("failed", \.failed)
        Field("cancelled", \.cancelled)
        Field("refunded", \.refunded)
    }

    init(
        pending: Int, confirmed: Int, processing: Int, shipped: Int, delivered: Int, failed: Int, cancelled: Int,
        refunded: Int
    ) {
        self.pending = pending
        self.confirmed = confirmed
        self.processing = processing
        self.shipped = shipped
        self.delivered = delivered
        self.failed = failed
        self.cancelled = cancelled
        self.refunded = refunded
    }

    init(_ stages: [OrderStage: Int]) {
        func count(_ stage: OrderStage) -> Int { stages[stage] ?? 0 }
        self.init(
            pending: count(.pending), confirmed: count(.confirmed), processing: count(.processing),
            shipped: count(.shipped), delivered: count(.delivered), failed: count(.failed),
            cancelled: count(.cancelled), refunded: count(.refunded))
    }
}
