public import BSON
public import MongoODM
public import Schemas
public import ShopCore

/// Looking orders up.
public struct OrderService: Sendable {
    private let orders: OrderRepository
    private let customers: any CustomerDirectory
    private let followed: FollowedOrders
    /// How many days after shipping, or placing, an order is there.
    private let deliveryDays: Int

    init(
        orders: OrderRepository, customers: any CustomerDirectory, followed: FollowedOrders, deliveryDays: Int
    ) {
        self.orders = orders
        self.customers = customers
        self.followed = followed
        self.deliveryDays = deliveryDays
    }

    /// A page of a user's orders, the newest first.
    public func orders(of userID: ObjectID, skip: Int, limit: Int) async throws -> EncodedJSON<[Order]> {
        try await self.orders.find(userID: userID.hexString, skip: skip, limit: limit)
    }

    /// A page of a user's orders that a filter lets through, the newest first, with how many there are.
    public func orders(
        of userID: ObjectID, _ filter: OrderFilter, _ request: PageRequest
    ) async throws -> CountedPage<Order> {
        try await self.orders.page(userID: userID.hexString, filter, request)
    }

    /// A page of a user's orders from which nothing follows any more, the newest first, with how many there are.
    public func pastOrders(
        of userID: ObjectID, _ filter: OrderFilter, _ request: PageRequest
    ) async throws -> CountedPage<Order> {
        var past = filter
        past.stages = OrderStage.over.filter { filter.stages.isEmpty || filter.stages.contains($0) }
        guard !past.stages.isEmpty else { return CountedPage(of: [], request) }
        return try await self.orders(of: userID, past, request)
    }

    /// Some of a user's orders, the newest first, to go through all of them.
    ///
    /// - Parameters:
    ///   - place: where the last ones ended; nil for the first.
    ///   - limit: how many at most.
    public func orders(of userID: ObjectID, after place: PageCursor?, limit: Int) async throws -> Page<Order> {
        try await self.orders.page(userID: userID.hexString, after: place, limit: limit)
    }

    /// A page of everybody's orders that a filter lets through, the newest first, with how many there are.
    ///
    /// - Parameter text: the number of one, or an address of mail whose owner's they are; nil for all. What is neither finds
    ///   nothing.
    public func allOrders(
        _ filter: OrderFilter, matching text: String?, _ request: PageRequest
    ) async throws -> CountedPage<Order> {
        guard let text else { return try await self.orders.page(filter.query, request) }
        if let number = OrderNumber.normalized(text) {
            return try await self.orders.page(\.number == number && filter.query, request)
        }
        guard text.contains("@") else { return CountedPage(of: [], request) }
        let ofGuest: Query<Order> = \.email == text.lowercased()
        guard let id = try await self.customers.customerID(email: text) else {
            return try await self.orders.page(ofGuest && filter.query, request)
        }
        return try await self.orders.page((\.userID == id.hexString || ofGuest) && filter.query, request)
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

    /// One order, by its id or number.
    ///
    /// - Parameter caller: whose it is, or who may see everybody's.
    /// - Throws: ``ShopError`` `notFound`, also for an order that is not the caller's business.
    public func order(named name: String, for caller: OrderCaller) async throws -> Order {
        try await self.orders.find(named: name, for: caller, or: .readOrder)
    }

    /// One order, by its id or number, and what it is after each change from now on; of several changes that nobody has looked
    /// at, after the newest. An order that comes may be one that was told already, or an older one. They end when the order is
    /// gone.
    ///
    /// - Throws: as ``order(named:for:)``.
    public func following(
        orderNamed name: String, for caller: OrderCaller
    ) async throws -> (order: Order, changes: AsyncStream<Order>) {
        let id = try await self.order(named: name, for: caller).id
        // What changes from here on is in the order, or told behind it.
        let changes = self.followed.follow(id)
        return (try await self.order(named: id.hexString, for: caller), changes)
    }

    /// Where an order is on its way, by its id or number.
    ///
    /// - Throws: as ``order(named:for:)``.
    public func journey(ofOrderNamed name: String, for caller: OrderCaller) async throws -> OrderJourney {
        OrderJourney(try await self.order(named: name, for: caller), deliveryDays: self.deliveryDays)
    }

    /// A page of the orders with lines of a vendor's products that a filter lets through, the newest first, with how many there
    /// are. Lines of others are left out.
    public func orders(
        ofVendor vendorID: ObjectID, _ filter: OrderFilter, _ request: PageRequest
    ) async throws -> CountedPage<VendorOrder> {
        try await self.orders.page(vendorID: vendorID, filter, request).map { VendorOrder($0, of: vendorID) }
    }

    /// A page of everybody's orders, the newest first.
    public func allOrders(skip: Int, limit: Int) async throws -> EncodedJSON<[Order]> {
        try await self.orders.findAll(skip: skip, limit: limit)
    }
}
