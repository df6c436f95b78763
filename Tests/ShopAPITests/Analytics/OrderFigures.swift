import Accounts
import BSON
import Foundation
import MongoODM
import Orders
import Schemas
import ShopCore

/// What all orders and accounts of a shop come to, counted one by one, by a calendar that the shop does not use.
struct OrderFigures {
    let orders: [Order]
    let users: [User]
    let calendar: Calendar

    init(_ shop: ShopClient, in zone: String) async throws {
        self.orders = try await Repository<Order>(shop.database).find(limit: 100_000)
        self.users = try await Repository<User>(shop.database).find(limit: 100_000)
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = TimeZone(identifier: zone)!
        calendar.firstWeekday = 2
        self.calendar = calendar
    }

    private static let units: [String: (Calendar.Component, Calendar.Component)] = [
        "daily": (.day, .day), "weekly": (.weekOfYear, .weekOfYear), "monthly": (.month, .month),
        "yearly": (.year, .year),
    ]

    /// The beginnings of periods from the one with a moment on, and the end of the last.
    func starts(_ period: String, from moment: Date, count: Int) -> [Date] {
        let (unit, step) = Self.units[period]!
        var starts = [self.calendar.dateInterval(of: unit, for: moment)!.start]
        while starts.count <= count {
            // Far enough into the next one.
            let next = self.calendar.date(byAdding: step, value: 1, to: starts.last! + 43_200)!
            starts.append(self.calendar.dateInterval(of: unit, for: next)!.start)
        }
        return starts
    }

    /// The beginning of the first of so many periods of which the last ends with a moment.
    func start(_ period: String, _ count: Int, before end: Date) -> Date {
        let (unit, _) = Self.units[period]!
        return (0..<count).reduce(end) { start, _ in
            // No clock is moved so far back that this is in the same period.
            self.calendar.dateInterval(of: unit, for: start - 3600)!.start
        }
    }

    /// Orders, items, revenue, refunds, net and average, as a point shows them.
    func point(_ start: Date, _ end: Date) -> [String] {
        let paid = self.paid(start, end)
        let revenue = paid.reduce(0) { $0 + $1.total.minorUnits }
        let refunds = self.orders.flatMap(\.refunds).filter { $0.state != .refused && (start..<end).contains($0.at) }
            .reduce(0) { $0 + $1.amount.minorUnits }
        let average = paid.isEmpty ? 0 : Int64((Double(revenue) / Double(paid.count)).rounded())
        return [
            "\(paid.count)", "\(paid.flatMap(\.items).reduce(0) { $0 + $1.quantity })", Self.text(revenue),
            Self.text(refunds), Self.text(revenue - refunds), Self.text(average),
        ]
    }

    func paid(_ start: Date, _ end: Date) -> [Order] {
        self.orders.filter { order in
            let paid = order.history.first { $0.event == .paid }?.at
            return order.status == .paid && paid.map { (start..<end).contains($0) } == true
        }
    }

    /// Who registered, bought, and was there before.
    func users(_ start: Date, _ end: Date) -> [Int] {
        let buyers = Set(self.paid(start, end).filter { $0.email == nil }.map(\.userID))
        let old = Set(self.users.filter { $0.createdAt < start }.map(\.id.hexString))
        let new = self.users.count { (start..<end).contains($0.createdAt) }
        return [new, buyers.count, buyers.intersection(old).count]
    }

    /// The products that sold best, as "id quantity revenue".
    func top(_ start: Date, _ end: Date, byQuantity: Bool) -> [String] {
        var sold: [String: (Int, Int64)] = [:]
        for item in self.paid(start, end).flatMap(\.items) {
            sold[item.productID, default: (0, 0)].0 += item.quantity
            sold[item.productID, default: (0, 0)].1 += item.lineTotal.minorUnits - item.discount.minorUnits
        }
        return sold.sorted { left, right in
            let (a, b) = (left.value, right.value)
            let (first, second) =
                byQuantity ? ((a.0, a.1), (b.0, b.1)) : ((Int(a.1), Int64(a.0)), (Int(b.1), Int64(b.0)))
            return first == second ? left.key < right.key : first > second
        }.map { "\($0.key) \($0.value.0) \(Self.text($0.value.1))" }
    }

    /// What went where, as "country state orders revenue".
    func regions(_ start: Date, _ end: Date) -> Set<String> {
        let groups = Dictionary(grouping: self.paid(start, end)) { order in
            "\(order.shippingAddress?.country ?? "-") \(order.shippingAddress?.state ?? "-")"
        }
        return Set(groups.map { "\($0) \($1.count) \(Self.text($1.reduce(0) { $0 + $1.total.minorUnits }))" })
    }

    /// How many of the orders that were placed stand where.
    func stages(_ start: Date, _ end: Date) -> [String: Int] {
        self.orders.filter { (start..<end).contains($0.createdAt) }.reduce(into: [:]) {
            $0[$1.stage.rawValue, default: 0] += 1
        }
    }

    /// As answers show a moment.
    static func text(_ moment: Date) -> String {
        moment.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    static func text(_ cents: Int64) -> String { Money(minorUnits: cents).description }
}

extension ShopClient {
    /// The path of a question about a time.
    static func path(_ route: String, _ start: Date, _ end: Date, zone: String, _ further: String = "") -> String {
        let (from, to) = (start.formatted(.iso8601), end.formatted(.iso8601))
        return "/api/v1/admin/\(route)?from=\(from)&to=\(to)&timezone=\(zone)\(further)"
    }
}

extension ShopClient {
    /// Lets all that happened to orders have happened some hours before.
    func makeOrdersOlder(by hours: Int = 1) async throws {
        func older(_ field: String) -> BSONValue {
            ["$dateSubtract": ["startDate": .string(field), "unit": "hour", "amount": .int32(Int32(hours))]]
        }
        func olderEach(_ field: String) -> BSONValue {
            [
                "$map": [
                    "input": .string("$" + field), "as": "each",
                    "in": ["$mergeObjects": ["$$each", ["at": older("$$each.at")]]],
                ]
            ]
        }
        let changes: BSONValue = [
            "created_at": older("$created_at"), "paid_at": older("$paid_at"), "updated_at": older("$updated_at"),
            "history": olderEach("history"), "refunds": olderEach("refunds"),
        ]
        try await self.database.run([
            "update": "orders", "updates": [["q": [:], "u": [["$set": changes]], "multi": true]],
        ])
    }

    /// The questions during some work that MongoDB went through a whole collection for.
    func scans(_ work: () async throws -> Void) async throws -> [String] {
        try await self.profile(of: work)
            .filter { $0["planSummary"]?.stringValue?.contains("COLLSCAN") == true }
            .compactMap { $0["command"].map { "\($0)" } }
    }
}

extension JSONNode {
    /// What a point of sales shows.
    var sales: [String] {
        ["orders", "items", "revenue", "refunds", "net", "average_order"].map { self[$0]?.digits ?? "?" }
    }

    /// What a point of users shows.
    var activity: [Int] { ["new", "active", "returning"].map { self[$0]?.integer ?? -1 } }

    /// When a point begins.
    var start: String { self["start"]?.text ?? "" }
}
