import Accounts
import BSON
import BackOffice
import Catalog
import FoundationEssentials
import Logging
import MongoODM
import Orders
import ShopCore

/// Fills a shop with a made-up year of orders and the accounts that placed them, once.
///
/// If it ends somewhere and is done again, what is there already stays. The books of the stock come last, all at once, so until
/// then the doctor finds them wrong.
struct OrderSeeder: Sendable {
    let orders: Repository<Order>
    let users: Repository<User>
    let products: Repository<Product>
    let seedings: Repository<Seeding>
    let summaries: SummaryKeeper
    let logger: Logger

    private static let orders = "orders"
    private static let batchSize = 500
    private static let mostProducts = 1000
    /// How many batches are on their way at once.
    private static let lanes = 4

    /// - Parameter end: the end of the year.
    /// - Throws: ``ShopError`` `conflict` when there is nothing to be bought; ``MongoError``.
    func seed(_ count: Int, until end: Date) async throws {
        guard try await self.seedings.get(Self.orders) == nil else {
            return self.logger.notice("Orders were seeded before")
        }
        let samples = try await self.samples(count, until: end)
        let made = try await self.store(samples)
        try await self.storeAccounts(samples, made)
        try await self.book(made.sold, count)
        // What is summed up already ends before these.
        try await self.summaries.beginAgain()
        try await self.summaries.keep()
        self.logger.info("Orders seeded", metadata: ["count": "\(count)", "accounts": "\(samples.accounts)"])
    }

    private func samples(_ count: Int, until end: Date) async throws -> SampleOrders {
        let found = try await self.products.find(
            \.isActive == true, sort: [.ascending(\.productID)], limit: Self.mostProducts
        ).filter(\.variants.isEmpty)
        guard !found.isEmpty else { throw ShopError.conflict("There are no products to be bought") }
        return SampleOrders(
            count, until: end,
            of: found.map { .init(id: $0.id, name: $0.name, price: $0.price, vendorID: $0.vendorID) })
    }

    /// What orders come to besides themselves.
    private struct Made: Sendable {
        /// How many pieces of each product are sold.
        var sold: [String: Int] = [:]
        /// When each account was last there.
        var visits: [Int: Date] = [:]

        mutating func add(_ order: Order, of account: Int?) {
            if order.status == .paid {
                for item in order.items {
                    self.sold[item.productID, default: 0] += item.quantity - item.restockedQuantity
                }
            }
            if let account { self.visits[account] = max(order.createdAt, self.visits[account] ?? order.createdAt) }
        }

        mutating func add(_ other: Made) {
            self.sold.merge(other.sold, uniquingKeysWith: +)
            self.visits.merge(other.visits, uniquingKeysWith: max)
        }
    }

    private func store(_ samples: SampleOrders) async throws -> Made {
        try await withThrowingTaskGroup(of: Made.self) { group in
            for lane in 0..<Self.lanes {
                group.addTask {
                    var made = Made()
                    for start in stride(
                        from: lane * Self.batchSize, to: samples.count, by: Self.lanes * Self.batchSize)
                    {
                        var orders: [Order] = []
                        for index in start..<min(start + Self.batchSize, samples.count) {
                            let (order, account) = samples.order(index)
                            made.add(order, of: account)
                            orders.append(order)
                        }
                        try await self.createMissing(orders, in: self.orders)
                        try Task.checkCancellation()
                    }
                    return made
                }
            }
            return try await group.reduce(into: Made()) { $0.add($1) }
        }
    }

    private func storeAccounts(_ samples: SampleOrders, _ made: Made) async throws {
        for start in stride(from: 0, to: samples.accounts, by: Self.batchSize) {
            let users = (start..<min(start + Self.batchSize, samples.accounts)).map { index in
                let account = samples.account(index)
                return User.sample(
                    id: account.id, email: account.email, name: account.name, createdAt: account.createdAt,
                    lastLogin: made.visits[index] ?? account.createdAt)
            }
            try await self.createMissing(users, in: self.users)
        }
    }

    /// Stores documents that were not stored the last time.
    private func createMissing<Model: Document>(_ models: [Model], in repository: Repository<Model>) async throws {
        do {
            try await repository.bulkWrite(models.map { .create($0) }, ordered: false)
        } catch let error as MongoError
            where !error.writeErrors.isEmpty && error.writeErrors.allSatisfy({ $0.duplicateKey?.fields == ["_id"] })
        {
            self.logger.debug("Some were there", metadata: ["count": "\(error.writeErrors.count)"])
        }
    }

    /// What was sold was put in stock before, in the same moment.
    private func book(_ sold: [String: Int], _ count: Int) async throws {
        try await self.products.database.client.transaction { transaction in
            // Who does so at the same time begins again when this has ended, and finds it done.
            let before = try await self.seedings.findOneAndUpdate(
                \.id == Self.orders, .set(\.count, count), .set(\.at, .now), upsert: true, returning: .before,
                in: transaction)
            guard before == nil else { return }
            let pieces = sold.compactMap { id, pieces in ObjectID(id).map { (id: $0, count: pieces) } }
            let products = self.products.leavingStamps
            try await products.bulkWrite(
                pieces.map {
                    .updateOne(\.id == $0.id, [.inc(Product.sold, $0.count), .inc(Product.stocked, $0.count)])
                }, ordered: false, in: transaction)
            try await products.updateMany(
                .isIn(\.id, pieces.map(\.id)), Pipeline().settingStockFilter(), in: transaction)
            try await Repository<StockAdjustment>(products.database).noteStocked(
                pieces, reason: "Made-up orders", in: transaction)
        }
    }
}
