import BSON
import Catalog
package import FoundationEssentials
import MongoJobs
import MongoODM
import Orders
package import Schemas
package import ShopCore

/// What was sold, to whom and where, in any time.
package struct AnalyticsService: Sendable {
    private let store: SummaryStore
    private let products: Repository<Product>
    /// In which a question's days are if it does not say.
    let zone: CivilTimeZone

    init(store: SummaryStore, products: Repository<Product>, zone: CivilTimeZone) {
        self.store = store
        self.products = products
        self.zone = zone
    }

    /// What was sold in each period, in all of them, and in as many periods before.
    package func sales(_ request: RangeRequest, now: Date = .now) async throws -> SalesReport {
        let range = try AnalyticsRange(request, shop: self.zone, now: now)
        let view = try await self.view(range.previous.quarters.lowerBound..<range.quarters.upperBound, .sales)
        return try await self.sales(range, in: view)
    }

    /// Who came in each period.
    package func users(_ request: RangeRequest, now: Date = .now) async throws -> [UserActivity] {
        let range = try AnalyticsRange(request, shop: self.zone, now: now)
        let view = try await self.view(range.quarters, [.paid, .registered])
        return try await self.users(range.moments, in: view)
    }

    /// The products that sold best.
    package func topProducts(
        _ request: RangeRequest, by order: ProductRank, limit: Int, now: Date = .now
    ) async throws -> [NamedSales] {
        let range = try AnalyticsRange(request, shop: self.zone, now: now, most: Self.mostDays)
        return try await self.topProducts(
            range.quarters, by: order, limit: limit, in: try await self.view(range.quarters, .paid))
    }

    /// Where what was sold went, those with the most revenue first.
    package func regions(_ request: RangeRequest, now: Date = .now) async throws -> [SoldRegion] {
        let range = try AnalyticsRange(request, shop: self.zone, now: now, most: Self.mostDays)
        let found = try await self.view(range.quarters, .paid).regions(range.quarters)
        return found.sorted { left, right in
            if left.revenue != right.revenue { return left.revenue > right.revenue }
            return (left.region.country ?? "", left.region.state ?? "") < (
                right.region.country ?? "", right.region.state ?? ""
            )
        }
    }

    /// All of it.
    package func report(_ request: RangeRequest, now: Date = .now) async throws -> PeriodReport {
        let range = try AnalyticsRange(request, shop: self.zone, now: now)
        let view = try await self.view(range.previous.quarters.lowerBound..<range.quarters.upperBound, .all)
        let moments = range.moments
        let ends = [moments[0], moments[moments.count - 1]]
        async let sales = self.sales(range, in: view)
        async let stages = view.totals(range.quarters).stages
        async let products = self.topProducts(range.quarters, by: .revenue, limit: Self.reported, in: view)
        async let users = self.users(ends, in: view)
        return try await PeriodReport(
            from: Date(second: ends[0]), to: Date(second: ends[1]), sales: sales, stages: stages,
            topProducts: products, users: users[0])
    }

    func view(_ range: Range<Int>, _ kinds: FactReader.Kinds) async throws -> SummaryView {
        try await SummaryView(self.store, range, kinds)
    }

    private func sales(_ range: AnalyticsRange, in view: SummaryView) async throws -> SalesReport {
        let (moments, before) = (range.moments, range.previous.moments)
        let points = try await view.points((before.dropLast() + moments).map { QuarterHour(from: $0).number })
        func total(_ points: some Sequence<Figures>, from second: Int) -> SalesPoint {
            SalesPoint(start: Date(second: second), points.reduce(into: Sales()) { $0.add($1.sales) })
        }
        return SalesReport(
            points: zip(moments, points.suffix(range.count)).map { SalesPoint(start: Date(second: $0), $1.sales) },
            total: total(points.suffix(range.count), from: moments[0]),
            previous: total(points.prefix(range.count), from: before[0]))
    }

    private func users(_ moments: [Int], in view: SummaryView) async throws -> [UserActivity] {
        let places = moments.map { QuarterHour(from: $0).number }
        async let points = view.points(places)
        let buyers = try await view.buyers(places)
        return try await zip(moments, zip(points, buyers)).map { start, found in
            UserActivity(
                start: Date(second: start), new: found.0.registered, active: found.1.count,
                returning: found.1.count { $0.second < start })
        }
    }

    func topProducts(
        _ range: Range<Int>, by order: ProductRank, limit: Int, in view: SummaryView
    ) async throws -> [NamedSales] {
        let best = try await view.products(range).sorted { order.isBefore($0, $1) }.prefix(limit)
        let ids = best.compactMap { ObjectID($0.productID) }
        let named =
            ids.isEmpty ? [] : try await self.products.find(.isIn(\.id, ids), as: NamedProduct.self, limit: ids.count)
        let names = Dictionary(named.map { ($0.id.hexString, $0.name) }) { first, _ in first }
        return best.map { NamedSales(name: names[$0.productID] ?? $0.name, sales: $0) }
    }

    private static let mostDays = 36_600
    private static let reported = 10
}

extension Date {
    /// - Parameter second: since 1970.
    init(second: Int) { self.init(timeIntervalSince1970: Double(second)) }
}

/// What a product is called now.
private struct NamedProduct: SchemaObject {
    var id: ObjectID
    var name: String

    static let schema = Schema(NamedProduct.init) {
        Field("_id", \.id)
        Field("name", \.name)
    }
}
