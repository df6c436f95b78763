import BSON
package import MongoODM
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
    func run(_ statement: OrderStatement, in transaction: Transaction) async throws -> Order? {
        do {
            return try await self.orders.run(statement.change, in: transaction)
        } catch let error as MongoError where error.code == .decoding {
            self.report(UnreadableDocument(error, self.orders.collectionName))
            throw Self.notFound
        }
    }

    /// - Returns: nil also for an order of somebody else.
    func find(_ id: ObjectID, userID: String, in transaction: Transaction? = nil) async throws -> Order? {
        let order = try await self.orders.get(id, in: transaction)
        return order?.userID == userID ? order : nil
    }

    /// A user's orders, the newest first.
    func find(userID: String, skip: Int, limit: Int) async throws -> [Order] {
        try await self.orders.find(\.userID == userID, sort: Self.newestFirst, skip: skip, limit: limit)
    }

    /// Everybody's orders, the newest first.
    func findAll(skip: Int, limit: Int) async throws -> [Order] {
        try await self.orders.find(sort: Self.newestFirst, skip: skip, limit: limit)
    }

    /// A page of a user's orders, the newest first.
    func page(userID: String, _ request: PageRequest) async throws -> CountedPage<Order> {
        try await self.orders.page(\.userID == userID, sort: Self.newestFirst, request)
    }

    /// Some of a user's orders, the newest first.
    func page(userID: String, after place: PageCursor?, limit: Int) async throws -> Page<Order> {
        try await self.orders.page(\.userID == userID, sort: Self.newestFirst, after: place, limit: limit)
    }

    /// A page of everybody's orders, the newest first.
    func page(_ request: PageRequest) async throws -> CountedPage<Order> {
        try await self.orders.page(sort: Self.newestFirst, request)
    }

    static let notFound = ShopError.notFound("Order not found")

    private static let newestFirst: [Sort<Order>] = [.descending(\.createdAt), .descending(\.id)]
}
