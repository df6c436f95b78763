import BackOffice
import FoundationEssentials
import RouteKit
import Schemas
import ShopCore

/// What was sold in periods that follow each other.
struct V1Sales: SchemaObject, RouteOutput {
    var points: [V1SalesPoint]
    var total: V1SalesPoint
    var previousTotal: V1SalesPoint
    var currency: Currency

    static let schema = Schema(V1Sales.init) {
        Field("points", \.points).described("One a period, also where nothing was sold.")
        Field("total", \.total)
        Field("previous_total", \.previousTotal).described("Of as many periods before.")
        Field("currency", \.currency).example(.usd)
    }
}

/// What was sold in a period.
struct V1SalesPoint: SchemaObject {
    var start: Date
    var orders: Int
    var items: Int
    var revenue: Money
    var refunds: Money
    var net: Money
    var averageOrder: Money

    static let schema = Schema(V1SalesPoint.init) {
        Field("start", \.start)
        Field("orders", \.orders).described("How many were paid.").example(12)
        Field("items", \.items).described("Their pieces.").example(20)
        Field("revenue", \.revenue).described("What was paid.").example(Money(minorUnits: 299_998))
        Field("refunds", \.refunds)
            .described("What was given back, or is to be, by when that was asked for, of whichever orders.")
            .example(Money(minorUnits: 4_999))
        Field("net", \.net).described("The revenue less the refunds.").example(Money(minorUnits: 294_999))
        Field("average_order", \.averageOrder).described("The revenue of an order; 0 where there was none.")
            .example(Money(minorUnits: 25_000))
    }
}

extension V1Sales {
    init(_ report: SalesReport) {
        self.init(
            points: report.points.map { V1SalesPoint($0) }, total: V1SalesPoint(report.total),
            previousTotal: V1SalesPoint(report.previous), currency: .usd)
    }
}

extension V1SalesPoint {
    init(_ point: SalesPoint) {
        let sales = point.sales
        self.init(
            start: point.start, orders: sales.orders, items: sales.items, revenue: sales.revenue,
            refunds: sales.refunds, net: sales.net, averageOrder: sales.averageOrder)
    }
}
