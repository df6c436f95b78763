import BSON
import FoundationEssentials
import Logging
import MongoJobs
import MongoODM
import Schemas
import ShopCore

/// Ends orders whose time to be paid is over: what was set aside for them can be bought again.
///
/// Any number of processes look for them. Of two that end one order, or of one that ends and one that pays it, one is the first;
/// the database says which.
struct ReservationExpiry: Sendable {
    let exit: PendingExit

    /// How many end in one transaction. Many orders of one product cost it one change together.
    static let batchSize = 100
    /// How many are looked for at once, of which each process begins with others.
    private static let lookSize = 1000

    /// Does so twice a second, until the task is cancelled.
    func run(logger: Logger) async {
        await repeating(
            every: .milliseconds(500), logger: logger, "Orders whose time is over can't be ended; trying again"
        ) {
            try await self.sweep()
        }
    }

    /// Ends all whose time is over.
    func sweep(at moment: Date = .now) async throws {
        while !Task.isCancelled {
            let due = try await self.due(.all, at: moment, limit: Self.lookSize)
            guard !due.isEmpty else { return }
            var rest = due.shuffled()[...]
            while !rest.isEmpty, !Task.isCancelled {
                try await self.end(Array(rest.prefix(Self.batchSize)), at: moment)
                rest = rest.dropFirst(Self.batchSize)
            }
        }
    }

    private func due(_ query: Query<Order>, at moment: Date, limit: Int) async throws -> [ObjectID] {
        try await self.exit.orders.orders.using(index: Order.byExpiry.name).find(
            query && OrderStatement.isOver(at: moment), as: Reference.self,
            sort: [.ascending(\.expiresAt), .ascending(\.id)], limit: limit
        ).map(\.id)
    }

    /// Ends orders together, and those that are left when others were faster with some.
    private func end(_ ids: [ObjectID], at moment: Date) async throws {
        var left = ids
        while !left.isEmpty {
            do {
                return try await self.endAll(left, at: moment)
            } catch is OthersWereFaster {
                left = try await self.due(.isIn(\.id, left), at: moment, limit: left.count)
            }
        }
    }

    /// - Throws: ``OthersWereFaster`` where not all of them can be ended, after everything was undone.
    private func endAll(_ ids: [ObjectID], at moment: Date) async throws {
        let exit = self.exit
        let change = try await exit.client.transaction { transaction in
            let ended = try await exit.orders.run(ids.map { .expire($0, at: moment) }, in: transaction)
            guard ended == ids.count else { throw OthersWereFaster() }
            let orders = try await exit.orders.orders.find(.isIn(\.id, ids), limit: ids.count, in: transaction)
            for order in orders {
                try await exit.events.noteStep(order, in: transaction)
                try await exit.giveBackCoupon(of: order, in: transaction)
            }
            try await exit.jobs.enqueueAll(
                orders.compactMap { order in
                    order.superfluousIntentID.map { LatePayment.Job(orderID: order.id, intentID: $0) }
                }, in: transaction)
            // The stock comes last: others wait for it.
            return try await exit.stock.stock.release(
                orders.map { ReservedLines(orderID: $0.id, lines: (try? $0.stockLines()) ?? []) }, in: transaction)
        }
        await change.didCommit()
    }

    private struct OthersWereFaster: Error {}

    private struct Reference: SchemaObject {
        var id: ObjectID

        static let schema = Schema(Reference.init) { Field("_id", \.id) }
    }
}
