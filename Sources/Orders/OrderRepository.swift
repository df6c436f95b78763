import BSON
package import MongoODM
import Schemas
package import ShopCore

/// The stored orders.
package struct OrderRepository: Sendable {
    package let orders: Repository<Order>
    private let report: @Sendable (UnreadableDocument) -> Void

    /// Orders that can't be read are left out as if they were not there.
    package init(_ collections: Collections) {
        self.orders = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
        self.report = collections.reportUnreadable
    }

    /// Runs a step of an order.
    ///
    /// - Returns: the order afterwards, or nil when nothing was changed.
    /// - Throws: ``ShopError`` `notFound` when it can't be read; the transaction must then be given up.
    @discardableResult
    func run(_ statement: OrderStatement, in transaction: Transaction? = nil) async throws -> Order? {
        do {
            return try await self.orders.run(statement.change, in: transaction)
        } catch let error as MongoError where error.code == .decoding {
            self.report(UnreadableDocument(error, self.orders.collectionName))
            throw Self.notFound
        }
    }

    /// Runs steps of several orders at once.
    ///
    /// - Returns: how many orders they have changed.
    func run(_ statements: [OrderStatement], in transaction: Transaction) async throws -> Int {
        let writes = statements.compactMap { BulkWrite($0.change) }
        precondition(writes.count == statements.count, "a step that is done with others is no pipeline")
        return try await self.orders.bulkWrite(writes, ordered: false, in: transaction).modified
    }

    /// The order that a gateway's intent is for.
    func find(intentID: String, in transaction: Transaction) async throws -> Order? {
        try await self.orders.findOne(\.payment.intentID == intentID && \.payment.intentID > "", in: transaction)
    }

    /// - Returns: nil also for an order of somebody else.
    func find(_ id: ObjectID, userID: String, in transaction: Transaction? = nil) async throws -> Order? {
        let order = try await self.orders.get(id, in: transaction)
        return order?.userID == userID ? order : nil
    }

    /// An order by its id or number.
    func find(named name: String, in transaction: Transaction? = nil) async throws -> Order? {
        if let id = ObjectID(name) { return try await self.orders.get(id, in: transaction) }
        guard let number = OrderNumber.normalized(name) else { return nil }
        return try await self.orders.findOne(\.number == number, in: transaction)
    }

    /// An order by its id or number.
    ///
    /// - Parameters:
    ///   - caller: whose it is, or who has the permission.
    ///   - permission: what it takes to have to do with everybody's.
    /// - Throws: ``ShopError`` `notFound`, also for an order that is not the caller's business.
    func find(
        named name: String, for caller: OrderCaller, or permission: Permission, in transaction: Transaction? = nil
    ) async throws -> Order {
        guard let order = try await self.find(named: name, in: transaction), caller.may(permission, order) else {
            throw Self.notFound
        }
        return order
    }

    /// A user's orders, the newest first.
    func find(userID: String, skip: Int, limit: Int) async throws -> EncodedJSON<[Order]> {
        try await self.orders.findJSON(\.userID == userID, sort: Self.newestFirst, skip: skip, limit: limit)
    }

    /// Everybody's orders, the newest first.
    func findAll(skip: Int, limit: Int) async throws -> EncodedJSON<[Order]> {
        try await self.orders.findJSON(sort: Self.newestFirst, skip: skip, limit: limit)
    }

    /// A page of a user's orders, the newest first. A user has so few that a filter looks through them.
    func page(userID: String, _ filter: OrderFilter, _ request: PageRequest) async throws -> CountedPage<Order> {
        let orders = filter.stages.isEmpty ? self.orders : self.orders.using(index: Order.byUser.name)
        return try await orders.page(\.userID == userID && filter.query, sort: Self.newestFirst, request)
    }

    /// A page of the orders with lines of a vendor, the newest first.
    func page(vendorID: ObjectID, _ filter: OrderFilter, _ request: PageRequest) async throws -> CountedPage<Order> {
        try await self.orders(withLinesFor: filter).page(
            filter.query(ofVendor: vendorID), sort: Self.newestFirst, request)
    }

    /// A vendor has few of all orders, and the server does not know so before it has tried.
    func orders(withLinesFor filter: OrderFilter) -> Repository<Order> {
        self.orders.using(index: filter.stages.isEmpty ? Order.byVendor.name : Order.byVendorAndStage.name)
    }

    /// Some of a user's orders, the newest first.
    func page(userID: String, after place: PageCursor?, limit: Int) async throws -> Page<Order> {
        try await self.orders.page(\.userID == userID, sort: Self.newestFirst, after: place, limit: limit)
    }

    /// A page of the orders that fulfil a query, the newest first.
    func page(_ query: Query<Order>, _ request: PageRequest) async throws -> CountedPage<Order> {
        try await self.orders.page(query, sort: Self.newestFirst, request)
    }

    static let notFound = ShopError.notFound("Order not found")

    static let newestFirst: [Sort<Order>] = [.descending(\.createdAt), .descending(\.id)]
}
