import BSON
import BackOffice
import Foundation
import HTTPTypes
import Logging
import MongoJobs
import MongoODM
import Schemas
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// `/api/v1/admin/dashboard`, `/analytics` and `/reports`: all are what the orders come to.
@Suite(.timeLimit(.minutes(30)))
struct AnalyticsTests {
    private static let end = Date(timeIntervalSince1970: 1_777_593_600)
    private static let zones = ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/New_York"]

    private func withYear(
        of count: Int, in zone: String = "UTC",
        _ body: @escaping @Sendable (ShopClient, _ admin: String) async throws -> Void
    ) async throws {
        try await withShop(configure: { $0.timeZone = try! CivilTimeZone(zone) }) { shop in
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            try await shop.backend.shop.seedOrders(count, until: Self.end, logger: logger)
            try await body(shop, try await shop.admin())
        }
    }

    /// Compares all routes with the orders.
    private func expectTruth(
        _ shop: ShopClient, _ admin: String, zone: String, _ period: String, from moment: Date, count: Int
    ) async throws {
        let figures = try await OrderFigures(shop, in: zone)
        let starts = figures.starts(period, from: moment, count: count)
        let ends = (starts[0], starts[count])
        func get(_ route: String, _ further: String = "") async throws -> Reply {
            let reply = try await shop.get(ShopClient.path(route, ends.0, ends.1, zone: zone, further), token: admin)
            #expect(reply.status == 200, "\(reply.text)")
            return reply
        }
        let sales = try await get("analytics/sales", "&period=\(period)")
        let points = sales["points"]?.elements ?? []
        #expect(points.map(\.start) == starts.dropLast().map(OrderFigures.text))
        #expect(points.map(\.sales) == zip(starts, starts.dropFirst()).map { figures.point($0, $1) })
        #expect(sales["total"]?.sales == figures.point(ends.0, ends.1))
        let before = figures.start(period, count, before: ends.0)
        #expect(sales["previous_total"]?.start == OrderFigures.text(before))
        #expect(sales["previous_total"]?.sales == figures.point(before, ends.0))
        let users = try await get("analytics/users", "&period=\(period)")["points"]?.elements ?? []
        #expect(users.map(\.activity) == zip(starts, starts.dropFirst()).map { figures.users($0, $1) })
        for order in ["revenue", "quantity"] {
            let items = try await get("analytics/products/top", "&by=\(order)&limit=5")["items"]?.elements ?? []
            let shown = items.map {
                "\($0["product_id"]?.text ?? "") \($0["quantity"]?.digits ?? "") \($0["revenue"]?.digits ?? "")"
            }
            #expect(shown == figures.top(ends.0, ends.1, byQuantity: order == "quantity").prefix(5).map { $0 })
        }
        let regions = try await get("analytics/regions")["items"]?.elements ?? []
        let shown = regions.map {
            "\($0["country"]?.text ?? "-") \($0["state"]?.text ?? "-") \($0["orders"]?.digits ?? "") \($0["revenue"]?.digits ?? "")"
        }
        #expect(Set(shown) == figures.regions(ends.0, ends.1) && shown.count == Set(shown).count)
        let report = try await get("reports/sales", "&period=\(period)")
        for part in ["points", "total", "previous_total"] { #expect(report["sales"]?[part] == sales[part]) }
        #expect(report["user_activity"]?.activity == figures.users(ends.0, ends.1))
        let stages = figures.stages(ends.0, ends.1)
        for stage in OrderStage.allCases {
            #expect(report["status_distribution"]?[stage.rawValue]?.integer == stages[stage.rawValue] ?? 0)
        }
    }

    @Test func everyAnswerIsWhatTheOrdersComeTo() async throws {
        try await self.withYear(of: 1500, in: "Europe/Berlin") { shop, admin in
            #expect(try await shop.faults() == [:])
            for zone in Self.zones {
                try await self.expectTruth(shop, admin, zone: zone, "daily", from: Self.end - 60 * 86_400, count: 60)
            }
            for (period, count, days) in [
                ("daily", 366, 370), ("weekly", 54, 370), ("monthly", 13, 370), ("yearly", 2, 370),
                // There are orders before, too.
                ("daily", 120, 120), ("weekly", 20, 140), ("monthly", 5, 150), ("yearly", 1, 1),
            ] {
                try await self.expectTruth(
                    shop, admin, zone: "Europe/Berlin", period, from: Self.end - Double(days) * 86_400, count: count)
            }
        }
    }

    @Test func whatIsNotSummedUpIsLookedUp() async throws {
        try await self.withYear(of: 300) { shop, admin in
            try await shop.backend.shop.summaries.beginAgain()
            for zone in Self.zones {
                try await self.expectTruth(shop, admin, zone: zone, "weekly", from: Self.end - 100 * 86_400, count: 15)
            }
            // Half of it.
            try await shop.backend.shop.summaries.keep(now: Self.end - 50 * 86_400)
            for zone in Self.zones {
                try await self.expectTruth(shop, admin, zone: zone, "weekly", from: Self.end - 100 * 86_400, count: 15)
            }
        }
    }

    /// - Parameter hours: how long ago the first orders were placed: today, or in the days before those that are asked for.
    @Test(arguments: [1, 100])
    func whatHappensShowsAtOnceAndStaysTrue(hours: Int) async throws {
        try await withShop(configure: { $0.timeZone = try! CivilTimeZone("Europe/Berlin") }) { shop in
            let (admin, keeper) = (try await shop.admin(), shop.backend.shop.summaries)
            _ = try await shop.addProduct(as: admin, id: 101, slug: "lamp", price: "3.33", inventory: 500)
            var numbers = SampleNumbers(7)
            func expectTruth() async throws {
                try await self.expectTruth(
                    shop, admin, zone: "Europe/Berlin", "daily", from: .now - 2 * 86_400, count: 3)
            }
            var placed: [String] = []
            for round in 0..<3 {
                // Orders of before go on.
                for id in placed {
                    switch numbers.below(4) {
                    case 0: _ = try await shop.refund(id, Self.lamp, as: admin)
                    case 1: _ = try await shop.cancel(id, as: admin)
                    case 2: _ = try await shop.move(id, to: "processing", as: admin)
                    default: break
                    }
                }
                try await expectTruth()
                for _ in 0..<8 {
                    let user = try await shop.signUp()
                    let id = try await shop.order(101, quantity: 1 + numbers.below(3), as: user)
                    let outcome = ["success", "success", "success", "failure"][numbers.below(4)]
                    _ = try await shop.post("/payments/confirm?order_id=\(id)&outcome=\(outcome)", "", token: user)
                    if numbers.below(4) == 0 { _ = try await shop.refund(id, Self.lamp, as: admin) }
                    placed.append(id)
                }
                try await expectTruth()
                // The first are old enough to be summed up.
                if round == 0 { try await shop.makeOrdersOlder(by: hours) }
                try await keeper.keep()
                try await expectTruth()
            }
            let days = try await shop.documents("summaries", where: ["_id": ["$regex": "^day"]])
            #expect(!days.isEmpty)
            #expect(try await shop.faults() == [:])
        }
    }

    private static let lamp = #"{"items": [{"product_id": "lamp", "quantity": 1}]}"#

    @Test func aRefundThatIsRefusedIsTakenOutAgain() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.paidOrder(as: user)
            #expect(try await shop.refund(id, as: admin).status == 200)
            try await shop.makeOrdersOlder()
            try await shop.backend.shop.summaries.keep()
            let path = "/api/v1/admin/analytics/sales"
            #expect(try await shop.get(path, token: admin)["total"]?["refunds"]?.digits != "0.00")
            let order = try await shop.storedOrder(id)
            let refund = try #require(order.refunds.first)
            let statement = OrderStatement.refuseRefund(order.id, refund, failure: "no", by: Author(command: "test"))
            _ = try await Repository<Order>(shop.database).run(statement.change)
            #expect(try await shop.get(path, token: admin)["total"]?["refunds"]?.digits == "0.00")
            #expect(try await shop.faults()["summaries"] == nil)
            try await shop.backend.shop.summaries.keep()
            try await shop.database.run(["delete": "orders", "deletes": [["q": [:], "limit": 0]]])
            #expect(try await shop.get(path, token: admin)["total"]?["refunds"]?.digits == "0.00")
        }
    }

    @Test func anAccountThatIsClosedIsTakenOutAgain() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let path = "/api/v1/admin/dashboard/stats"
            // As if it were an hour later.
            try await shop.backend.shop.summaries.keep(now: .now + 3600)
            let before = try await shop.get(path, token: admin)["users"]
            #expect(before?["total"]?.integer == 2)
            let closed = try await shop.send(
                .delete, "/api/v1/users/me", #"{"password": "SecurePass123"}"#, token: user)
            #expect(closed.status == 204)
            let after = try await shop.get(path, token: admin)["users"]
            #expect(after?["total"]?.integer == 1 && after?["new_today"]?.integer == 1)
            try await shop.backend.shop.summaries.keep(now: .now + 3600)
            #expect(try await shop.get(path, token: admin)["users"] == after)
            #expect(try await shop.documents("summary_stains").isEmpty)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func severalKeepersOfWhichSomeEndAnywhereComeToTheSame() async throws {
        try await self.withYear(of: 400) { shop, admin in
            let keeper = shop.backend.shop.summaries
            let whole = try await shop.documents("summaries", where: ["_id": ["$regex": "^month"]])
            try await shop.database.run(["drop": "summaries"])
            try await keeper.beginAgain()
            for pause in 1...5 {
                let killed = Task { try await keeper.keep() }
                try? await Task.sleep(for: .milliseconds(40 * pause))
                killed.cancel()
                _ = try? await killed.value
            }
            _ = try await parallel(4) { _ in try await keeper.keep() }
            #expect(try await shop.documents("summaries", where: ["_id": ["$regex": "^month"]]) == whole)
            #expect(try await shop.faults() == [:])
            try await self.expectTruth(shop, admin, zone: "UTC", "monthly", from: Self.end - 100 * 86_400, count: 3)
        }
    }

    @Test func theDoctorFindsAndMendsWhatIsWronglySummedUp() async throws {
        try await self.withYear(of: 200) { shop, admin in
            let days = try await shop.documents("summaries", where: ["_id": ["$regex": "^day"]])
            let id = try #require(days.first?["_id"])
            try await shop.update("summaries", ["_id": id], ["$inc": ["sales.orders": 1]])
            #expect(try await shop.faults() == ["summaries": 2])
            #expect(try await shop.mended()["summaries"] == 2)
            #expect(try await shop.faults() == [:])
            // Placed and paid long ago, by who follows no rules.
            _ = try await shop.storeOrder(at: Self.end - 500 * 86_400) { $0.paidAt = $0.createdAt }
            #expect(try await shop.faults()["summaries"] == 1)
            #expect(try await shop.mended()["summaries"] == 1)
            #expect(try await shop.faults()["summaries"] == nil)
            let dashboard = try await shop.get("/api/v1/admin/dashboard/stats", token: admin)
            #expect(dashboard["orders"]?["total"]?.integer == 201)
        }
    }

    @Test func theDashboardIsWhatThereIs() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let path = "/api/v1/admin/dashboard/stats"
            let empty = try await shop.get(path, token: admin)
            #expect(empty.status == 200 && empty["users"]?["total"]?.integer == 1)
            #expect(empty["revenue"]?["total"]?.digits == "0.00" && empty["recent_orders"] == [])
            #expect(empty["products"]?["total"]?.integer == 20 && empty["products"]?["active"]?.integer == 20)
            _ = try await shop.addProduct(as: admin, id: 101, slug: "lamp", price: "3.33", inventory: 5)
            _ = try await shop.addProduct(as: admin, id: 102, slug: "desk", inventory: 0)
            let user = try await shop.signUp()
            let paid = try await shop.order(101, quantity: 2, as: user)
            _ = try await shop.post("/payments/confirm?order_id=\(paid)", "", token: user)
            let open = try await shop.order(101, quantity: 1, as: user)
            let shown = try await shop.get(path, token: admin)
            #expect(shown["users"]?["total"]?.integer == 2 && shown["users"]?["active"]?.integer == 2)
            #expect(shown["users"]?["new_today"]?.integer == 2)
            #expect(["total", "pending", "today"].map { shown["orders"]?[$0]?.integer } == [2, 1, 2])
            #expect(["total", "today", "month"].map { shown["revenue"]?[$0]?.digits } == ["6.66", "6.66", "6.66"])
            let counts = ["total", "active", "low_stock", "out_of_stock"].map { shown["products"]?[$0]?.integer }
            let low = (empty["products"]?["low_stock"]?.integer ?? 0) + 2
            #expect(counts == [22, 22, low, 1])
            #expect(shown["top_products"]?.elements.map { $0["name"]?.text } == ["Lamp 101"])
            #expect(shown["recent_orders"]?.elements.map { $0["id"]?.text } == [open, paid])
            #expect(shown["recent_orders"]?.elements.map { $0["status"]?.text } == ["pending", "confirmed"])
        }
    }

    @Test func daysHaveAsManyHoursAsTheirClocks() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            func hours(_ zone: String, _ from: String, _ to: String) async throws -> [Double] {
                let reply = try await shop.get(
                    "/api/v1/admin/analytics/sales?from=\(from)&to=\(to)&timezone=\(zone)", token: admin)
                let starts = (reply["points"]?.elements ?? []).compactMap { try? Date($0.start, strategy: .iso8601) }
                #expect(reply["points"]?.elements.allSatisfy { $0["revenue"]?.digits == "0.00" } == true)
                return zip(starts, starts.dropFirst()).map { $1.timeIntervalSince($0) / 3600 }
            }
            #expect(try await hours("Europe/Berlin", "2026-03-28", "2026-03-31") == [24, 23])
            #expect(try await hours("Europe/Berlin", "2026-10-24", "2026-10-27") == [24, 25])
            #expect(try await hours("Australia/Lord_Howe", "2026-04-04", "2026-04-07") == [24, 24.5])
            #expect(try await hours("Asia/Kathmandu", "2026-04-04", "2026-04-06") == [24])
            #expect(try await hours("Asia/Beirut", "2026-03-28", "2026-03-31") == [24, 23])
        }
    }

    @Test func whatIsNotAlignedIsRefused() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let path = "/api/v1/admin/analytics/sales"
            for (query, field) in [
                ("from=2026-03-01T00:00:00Z&timezone=Europe/Berlin", "from not_aligned"),
                ("from=2026-03-01T00:00:00.001Z", "from not_aligned"),
                ("from=2026-03-04&period=weekly", "from not_aligned"),
                ("from=2026-03-01&to=2026-03-15&period=monthly", "to not_aligned"),
                ("from=2026-02-01&period=yearly", "from not_aligned"), ("from=now", "from datetime_parsing"),
                ("timezone=Mars/Olympus", "timezone timezone"), ("timezone=GMT%2B0007", "timezone timezone"),
                ("from=2026-03-02&to=2026-03-02", "to empty_range"), ("from=9999-01-01", "from not_aligned"),
                ("from=2024-03-01&to=2026-03-02", "to too_many_points"), ("period=hourly", "period enum"),
                ("from=2020-03-01", "from too_many_points"),
                // Days of others, for more than a year.
                ("from=2024-01-01&to=2025-01-02&timezone=Europe/Berlin", "to range_too_long"),
                ("from=2020-01-01&period=yearly&timezone=Asia/Kathmandu", "from range_too_long"),
            ] {
                let reply = try await shop.get("\(path)?\(query)", token: admin)
                #expect(reply.status == 422 && reply.violations == ["query.\(field)"], "\(query): \(reply.text)")
            }
            let usual = try await shop.get(path, token: admin)
            #expect(usual.status == 200 && usual["points"]?.elements.count == 30)
            // A whole leap year, and any time in the shop's own.
            for query in [
                "from=2024-01-01&to=2025-01-01&timezone=Europe/Berlin", "from=2024-01-01&to=2025-01-02&timezone=UTC",
            ] {
                #expect(try await shop.get("\(path)?\(query)", token: admin)["points"]?.elements.count ?? 0 >= 366)
            }
            for route in ["analytics/products/top", "analytics/regions", "analytics/users", "reports/sales"] {
                let query = "from=2025-01-01&to=2026-01-03&timezone=Europe/Berlin"
                let reply = try await shop.get("/api/v1/admin/\(route)?\(query)", token: admin)
                #expect(reply.violations == ["query.to range_too_long"], "\(route)")
            }
            let routes = [
                "dashboard/stats", "analytics/sales", "analytics/users", "analytics/products/top", "analytics/regions",
                "reports/sales",
            ]
            for route in routes {
                #expect(try await shop.get("/api/v1/admin/\(route)", token: admin).status == 200)
                #expect(try await shop.get("/api/v1/admin/\(route)", token: user).status == 403)
                #expect(try await shop.get("/api/v1/admin/\(route)").status == 401)
            }
        }
    }

    @Test func anAnswerAsksLittleAndOnIndexesAlone() async throws {
        try await self.withYear(of: 300) { shop, admin in
            try await shop.know(admin)
            let year = "from=2025-05-01&to=2026-05-01"
            for (route, most) in [
                ("dashboard/stats", 19), ("analytics/sales?\(year)", 7), ("analytics/users?\(year)", 6),
                ("analytics/products/top?\(year)", 5), ("analytics/regions?\(year)", 4), ("reports/sales?\(year)", 13),
            ] {
                let asked = try await shop.questions {
                    let reply = try await shop.get("/api/v1/admin/\(route)", token: admin)
                    #expect(reply.status == 200)
                }
                #expect(asked.count <= most && !asked.isEmpty, "\(route): \(asked)")
                let scanned = try await shop.scans {
                    _ = try await shop.get("/api/v1/admin/\(route)", token: admin)
                }
                #expect(scanned == [], "\(route)")
            }
        }
    }
}
