import Accounts
import BSON
import FoundationEssentials
import MongoODM
import Orders
import Schemas
import ShopCore

/// Finds out what happened in quarters of an hour, from the orders and accounts themselves.
struct FactReader: Sendable {
    let orders: Repository<Order>
    let users: Repository<User>

    /// What to find out.
    struct Kinds: OptionSet {
        let rawValue: Int

        /// What was paid: orders, their products, regions and buyers.
        static let paid = Kinds(rawValue: 1)
        static let refunds = Kinds(rawValue: 2)
        /// Where those stand that were placed.
        static let stages = Kinds(rawValue: 4)
        static let registered = Kinds(rawValue: 8)

        static let sales: Kinds = [.paid, .refunds]
        static let all: Kinds = [.paid, .refunds, .stages, .registered]
    }

    private static let pageSize = 2000

    /// - Parameter ranges: quarters of an hour.
    /// - Returns: what happened, by quarters of an hour; nothing where nothing did.
    func figures(
        of ranges: [Range<Int>], _ kinds: Kinds = .all, in transaction: Transaction? = nil
    ) async throws -> [Int: Figures] {
        var found: [Int: Figures] = [:]
        guard !ranges.isEmpty else { return found }
        if kinds.contains(.paid) { try await self.addPaid(ranges, to: &found, in: transaction) }
        if kinds.contains(.refunds) { try await self.addRefunds(ranges, to: &found, in: transaction) }
        if kinds.contains(.stages) { try await self.addStages(ranges, to: &found, in: transaction) }
        if kinds.contains(.registered) { try await self.addRegistered(ranges, to: &found, in: transaction) }
        return found
    }

    private func addPaid(
        _ ranges: [Range<Int>], to found: inout [Int: Figures], in transaction: Transaction?
    ) async throws {
        let query = Query<Order>.raw(Self.any(of: ranges, "paid_at", ["status": "paid"]))
        var place: PageCursor?
        repeat {
            let page = try await self.orders.page(
                query, as: PaidOrder.self, sort: [.ascending(\.paidAt), .ascending(\.id)], after: place,
                limit: Self.pageSize, in: transaction)
            for order in page.items {
                guard let moment = order.paidAt else { continue }
                found[QuarterHour(moment).number, default: Figures()].add(order)
            }
            place = page.next
        } while place != nil
    }

    private func addRefunds(
        _ ranges: [Range<Int>], to found: inout [Int: Figures], in transaction: Transaction?
    ) async throws {
        let choices = ranges.map { range -> BSONValue in
            ["refunded": ["$gt": 0], "refunds": ["$elemMatch": ["at": .document(Self.moments(range))]]]
        }
        let query = Query<Order>.raw(["$or": .array(choices)])
        let orders = try await self.orders.find(
            query, as: RefundedOrder.self, limit: Self.mostRefunded, in: transaction)
        for refund in orders.lazy.flatMap(\.refunds) where refund.state != .refused {
            let quarter = QuarterHour(refund.at).number
            guard ranges.contains(where: { $0.contains(quarter) }) else { continue }
            found[quarter, default: Figures()].sales.refunds.add(refund.amount)
        }
    }

    private func addStages(
        _ ranges: [Range<Int>], to found: inout [Int: Figures], in transaction: Transaction?
    ) async throws {
        let query = Query<Order>.raw(Self.any(of: ranges, "created_at"))
        var place: PageCursor?
        repeat {
            let page = try await self.orders.page(
                query, as: PlacedOrder.self, sort: [.descending(\.createdAt), .descending(\.id)], after: place,
                limit: Self.pageSize, in: transaction)
            for order in page.items {
                found[QuarterHour(order.createdAt).number, default: Figures()].stages[order.stage, default: 0] += 1
            }
            place = page.next
        } while place != nil
    }

    private func addRegistered(
        _ ranges: [Range<Int>], to found: inout [Int: Figures], in transaction: Transaction?
    ) async throws {
        let query = Query<User>.raw(Self.any(of: ranges, "created_at"))
        var place: PageCursor?
        repeat {
            let page = try await self.users.page(
                query, as: OpenedAccount.self, sort: [.descending(\.createdAt), .descending(\.id)], after: place,
                limit: Self.pageSize, in: transaction)
            for user in page.items { found[QuarterHour(user.createdAt).number, default: Figures()].registered += 1 }
            place = page.next
        } while place != nil
    }

    /// When the first of it happened; nil where nothing did. What was given back was paid before.
    func first() async throws -> Date? {
        let epoch = Date(timeIntervalSince1970: 0)
        let placed = try await self.orders.findOne(
            \.createdAt >= epoch, as: PlacedOrder.self, sort: [.ascending(\.createdAt), .ascending(\.id)])
        let paid = try await self.orders.findOne(
            \.status == .paid && \.paidAt >= epoch, as: PaidOrder.self, sort: [.ascending(\.paidAt), .ascending(\.id)])
        let opened = try await self.users.findOne(
            \.createdAt >= epoch, as: OpenedAccount.self, sort: [.ascending(\.createdAt), .ascending(\.id)])
        return [placed?.createdAt, paid?.paidAt, opened?.createdAt].compactMap { $0 }.min()
    }

    /// More than anybody gives money back for in a day.
    private static let mostRefunded = 1_000_000

    /// The documents whose moment lies in one of some ranges. Each alternative is whole, and so a place in an index.
    private static func any(of ranges: [Range<Int>], _ field: String, _ further: BSONDocument = [:]) -> BSONDocument {
        let choices = ranges.map { range in
            BSONDocument(further.fields.map { ($0.key, $0.value) } + [(field, .document(self.moments(range)))])
        }
        return choices.count == 1 ? choices[0] : ["$or": .array(choices.map { .document($0) })]
    }

    private static func moments(_ range: Range<Int>) -> BSONDocument {
        ["$gte": .date(QuarterHour(range.lowerBound).start), "$lt": .date(QuarterHour(range.upperBound).start)]
    }
}

extension Figures {
    fileprivate mutating func add(_ order: PaidOrder) {
        self.sales.orders += 1
        self.sales.revenue.add(order.total)
        for line in order.items {
            self.sales.items = [self.sales.items, line.quantity].saturatedSum
            var revenue = line.lineTotal
            revenue.add(Money(minorUnits: -line.discount.minorUnits))
            self.add(
                SoldProduct(
                    productID: line.productID, name: line.name, quantity: line.quantity, revenue: revenue))
        }
        let region = SalesRegion(country: order.country, state: order.state)
        self.add(SoldRegion(region: region, orders: 1, revenue: order.total))
        // An account that got the order of a guest later has not placed it.
        if order.email == nil, let user = ObjectID(order.userID) { self.buyers.insert(user) }
    }
}

/// What figures need of an order that was paid.
private struct PaidOrder: SchemaObject {
    var userID: String
    var email: String?
    var items: [Line]
    var total: Money
    var paidAt: Date?
    var country: String?
    var state: String?

    static let schema = Schema(PaidOrder.init) {
        Field("user_id", \.userID)
        Field("email", \.email, default: nil)
        Field("items", \.items)
        Field("total", \.total)
        Field("paid_at", \.paidAt, default: nil)
        Field("country", \.country, default: nil)
        Field("state", \.state, default: nil)
    }

    struct Line: SchemaObject {
        var productID: String
        var name: String
        var quantity: Int
        var lineTotal: Money
        var discount: Money

        static let schema = Schema(Line.init) {
            Field("product_id", \.productID)
            Field("name", \.name)
            Field("qty", \.quantity)
            Field("line_total", \.lineTotal)
            Field("discount", \.discount, default: .zero)
        }
    }
}

/// What figures need of an order of which something was given back.
private struct RefundedOrder: SchemaObject {
    var refunds: [Refund]

    static let schema = Schema(RefundedOrder.init) { Field("refunds", \.refunds, default: []) }

    struct Refund: SchemaObject {
        var amount: Money
        var state: OrderRefund.State
        var at: Date

        static let schema = Schema(Refund.init) {
            Field("amount", \.amount)
            Field("state", \.state)
            Field("at", \.at)
        }
    }
}

/// Where an order stands.
private struct PlacedOrder: SchemaObject {
    var status: OrderStatus
    var createdAt: Date
    var delivery: DeliveryStatus?

    static let schema = Schema(PlacedOrder.init) {
        Field("status", \.status, default: .pending)
        Field("created_at", \.createdAt, default: .now)
        Field("delivery", \.delivery, default: nil)
    }

    var stage: OrderStage { OrderStage(self.status, self.delivery) }
}

/// When an account was opened.
private struct OpenedAccount: SchemaObject {
    var createdAt: Date

    static let schema = Schema(OpenedAccount.init) { Field("created_at", \.createdAt, default: .now) }
}
