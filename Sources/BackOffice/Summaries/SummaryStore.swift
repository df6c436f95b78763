import FoundationEssentials
import MongoODM
import Orders
import Schemas
import ShopCore

/// The summaries, how far they have come, and what has happened since.
struct SummaryStore: Sendable {
    let summaries: Repository<Summary>
    let marks: Repository<SummaryMark>
    let stains: Repository<SummaryStain>
    let facts: FactReader

    init(_ collections: Collections, facts: FactReader) {
        self.summaries = collections.repository()
        self.marks = collections.repository()
        self.stains = collections.repository()
        self.facts = facts
    }

    var client: MongoClient { self.summaries.database.client }

    /// How far they have come; nil where there are none.
    func mark() async throws -> SummaryMark? { try await self.marks.get(SummaryMark.only) }

    /// The quarters of an hour before the mark of which summaries may be behind.
    ///
    /// What was paid, placed or opened since the mark was left behind lies behind it, because the mark is so much older than what is
    /// seen. What changes of the time before is where orders stand, and refunds that turn out to be refused.
    func touched(since mark: SummaryMark, _ kinds: FactReader.Kinds) async throws -> Set<Int> {
        var touched: Set<Int> = []
        if !kinds.isDisjoint(with: [.refunds, .stages]) {
            touched = try await self.changed(since: mark, kinds)
        }
        if kinds.contains(.registered) {
            touched.formUnion(try await self.allStains().map(\.id))
        }
        let through = QuarterHour(mark.through).number
        return touched.filter { $0 < through }
    }

    private func changed(since mark: SummaryMark, _ kinds: FactReader.Kinds) async throws -> Set<Int> {
        var query: Query<Order> = \.updatedAt >= mark.followed
        if !kinds.contains(.stages) { query = query && \.refunds[.each].state == .refused }
        var touched: Set<Int> = []
        var place: PageCursor?
        repeat {
            let page = try await self.facts.orders.page(
                query, as: ChangedOrder.self, sort: [.ascending(\.updatedAt), .ascending(\.id)], after: place,
                limit: Self.pageSize)
            for order in page.items {
                if kinds.contains(.stages) { touched.insert(QuarterHour(order.createdAt).number) }
                if kinds.contains(.refunds) {
                    touched.formUnion(order.refunds.filter { $0.state == .refused }.map { QuarterHour($0.at).number })
                }
                if kinds.contains(.paid), let paid = order.paidAt { touched.insert(QuarterHour(paid).number) }
            }
            place = page.next
        } while place != nil
        return touched
    }

    func allStains() async throws -> [SummaryStain] {
        try await self.stains.find(sort: [.ascending(\.id)], limit: Self.mostStains)
    }

    private static let mostStains = 10_000
    private static let pageSize = 2000
}

/// What a change of an order may have touched.
private struct ChangedOrder: SchemaObject {
    var createdAt: Date
    var paidAt: Date?
    var refunds: [Refund]

    static let schema = Schema(ChangedOrder.init) {
        Field("created_at", \.createdAt, default: .now)
        Field("paid_at", \.paidAt, default: nil)
        Field("refunds", \.refunds, default: [])
    }

    struct Refund: SchemaObject {
        var state: OrderRefund.State
        var at: Date

        static let schema = Schema(Refund.init) {
            Field("state", \.state)
            Field("at", \.at)
        }
    }
}
