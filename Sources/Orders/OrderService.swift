public import BSON
public import MongoODM
public import ShopCore

/// Looking orders up.
public struct OrderService: Sendable {
    private let orders: OrderRepository

    init(orders: OrderRepository) {
        self.orders = orders
    }

    /// A page of a user's orders, the newest first.
    public func orders(of userID: ObjectID, skip: Int, limit: Int) async throws -> [Order] {
        try await self.orders.find(userID: userID.hexString, skip: skip, limit: limit)
    }

    /// A page of a user's orders, the newest first, with how many there are.
    public func orders(of userID: ObjectID, _ request: PageRequest) async throws -> CountedPage<Order> {
        try await self.orders.page(userID: userID.hexString, request)
    }

    /// Some of a user's orders, the newest first, to go through all of them.
    ///
    /// - Parameters:
    ///   - place: where the last ones ended; nil for the first.
    ///   - limit: how many at most.
    public func orders(of userID: ObjectID, after place: PageCursor?, limit: Int) async throws -> Page<Order> {
        try await self.orders.page(userID: userID.hexString, after: place, limit: limit)
    }

    /// A page of everybody's orders, the newest first, with how many there are.
    public func allOrders(_ request: PageRequest) async throws -> CountedPage<Order> {
        try await self.orders.page(request)
    }

    /// One order of a user.
    ///
    /// - Throws: ``ShopError`` `notFound`, also for an order of somebody else.
    public func order(_ id: ObjectID, of userID: ObjectID) async throws -> Order {
        guard let order = try await self.orders.find(id, userID: userID.hexString) else {
            throw OrderRepository.notFound
        }
        return order
    }

    /// A page of everybody's orders, the newest first.
    public func allOrders(skip: Int, limit: Int) async throws -> [Order] {
        try await self.orders.findAll(skip: skip, limit: limit)
    }
}
