import BSON
import Logging
package import MongoJobs
package import MongoODM
package import ShopCore

/// Brings what happened to orders into the audit log, and has the buyers told.
///
/// Placing, paying and every other step write one document, the order, which says itself how many of its last events have not
/// gone further. Each thing that is done here may be done again, by this process or by another at the same time: entries and
/// jobs have the identifiers of their events, and the order is marked only if it is still as it was seen.
package struct HistoryTransfer: AuditSource {
    private let orders: Repository<Order>
    private let audit: AuditTrail
    private let jobs: JobQueue

    package init(_ orders: OrderRepository, audit: AuditTrail, jobs: JobQueue) {
        self.orders = orders.orders
        self.audit = audit
        self.jobs = jobs
    }

    private static let batchSize = 200

    /// Whether there is something to bring.
    static let isWaiting: Query<Order> = \.unmoved > 0

    package func settle() async throws {
        var place: PageCursor?
        repeat {
            let page = try await self.orders.page(
                Self.isWaiting, sort: [.ascending(\.unmoved), .ascending(\.id)], after: place, limit: Self.batchSize)
            try await self.move(page.items)
            place = page.next
        } while place != nil
    }

    private func move(_ orders: [Order]) async throws {
        guard !orders.isEmpty else { return }
        try await self.audit.add(orders.flatMap(\.unmovedSteps))
        try await self.jobs.enqueueAll(identified: orders.compactMap(\.firstMail))
        try await self.jobs.enqueueAll(identified: orders.compactMap(\.guestOrder))
        try await self.orders.bulkWrite(orders.map(\.settlement), ordered: false)
    }

    /// Does so every second, until the task is cancelled.
    func run(logger: Logger) async {
        await repeating(
            every: .seconds(1), logger: logger,
            "What happened to orders can't be brought into the audit log; trying again"
        ) {
            try await self.settle()
        }
    }
}

extension Order {
    /// The job that tells of the next event, where no job will do so when it has told of the one before.
    fileprivate var firstMail: (id: ObjectID, job: OrderMailJob)? {
        guard self.mailed >= self.moved else { return nil }
        return self.mail(at: self.mailed)
    }

    /// The job that looks whether a new order of a guest is for an account to have. Whoever is the later of this order and the
    /// account's verification finds the other.
    fileprivate var guestOrder: (id: ObjectID, job: GuestOrderJob)? {
        guard self.isGuests, self.email != nil, self.moved == 0 else { return nil }
        return (self.id, GuestOrderJob(orderID: self.id))
    }

    /// The job that tells of an event; nil where there is none yet.
    func mail(at index: Int) -> (id: ObjectID, job: OrderMailJob)? {
        guard self.history.indices.contains(index) else { return nil }
        return (self.history[index].id, OrderMailJob(orderID: self.id, index: index))
    }

    /// Notes that all events have gone further, if there is none that was not seen, and no job has gone on meanwhile.
    fileprivate var settlement: BulkWrite<Order> {
        let hasToldAsMuch: Query<Order> =
            self.mailed == 0 ? .raw(["mailed": ["$in": [0, nil]]]) : \.mailed == self.mailed
        // An earlier version has placed it.
        let number: [Update<Order>] = self.number.isEmpty ? [.set(\.number, OrderNumber.draw())] : []
        return .updateOne(
            \.id == self.id && .count(\.history, is: self.history.count) && hasToldAsMuch,
            number + [.set(\.unmoved, 0), .set(\.history, self.impersonalHistory)])
    }
}
