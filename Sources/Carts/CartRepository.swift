package import BSON
package import MongoODM
package import ShopCore

/// The stored carts. Every change is one atomic update.
package struct CartRepository: PersonalData {
    /// The most lines that a cart holds.
    static let mostLines = 100

    let carts: Repository<Cart>
    let settings: CartSettings
    let report: @Sendable (UnreadableDocument) -> Void

    package init(_ collections: Collections, settings: CartSettings) {
        self.carts = collections.repository()
        self.settings = settings
        self.report = collections.reportUnreadable
    }

    package func find(_ owner: CartOwner, in transaction: Transaction? = nil) async throws -> Cart? {
        try await self.restoring(owner) { try await self.carts.findOne(self.query(owner), in: transaction) }
    }

    /// The owner's cart; an empty one is made for a user who has none.
    ///
    /// - Throws: ``ShopError`` `notFound` when a visitor has none.
    func findOrCreate(_ owner: CartOwner, in transaction: Transaction? = nil) async throws -> Cart {
        if let cart = try await self.find(owner, in: transaction) { return cart }
        guard case .user(let id) = owner else { throw Self.gone }
        do {
            return try await self.carts.create(Cart(userID: id.hexString), in: transaction)
        } catch let error as MongoError where error.code == .duplicateKey {
            // Another request made it in the meantime.
            guard let cart = try await self.find(owner) else { throw error }
            return cart
        }
    }

    package func erase(of userID: ObjectID, in transaction: Transaction) async throws {
        try await self.carts.delete(\.userID == userID.hexString, in: transaction)
    }

    /// Whether a transaction finds a cart as it was read. Who changes it meanwhile makes the transaction begin again.
    func isUnchanged(_ cart: Cart, in transaction: Transaction) async throws -> Bool {
        guard let present = try await self.carts.get(cart.id, in: transaction) else { return false }
        return present.userID == cart.userID && present.items == cart.items && present.updatedAt == cart.updatedAt
    }

    var client: MongoClient { self.carts.database.client }

    /// The lines of the same product and variant.
    static func lines(of item: CartItem) -> Query<CartItem> {
        \.productID == item.productID && \.variantID == item.variantID
    }

    /// Carts whose lines of a product hold so many in sum at most.
    ///
    /// - Parameter other: whether only the lines of other variants count.
    static func holds(_ item: CartItem, upTo most: Int, other: Bool) -> Query<Cart> {
        let isOther: BSONValue = [
            "$ne": [["$ifNull": ["$$line.variant_id", nil]], item.variantID.map { .objectID($0) } ?? .null]
        ]
        let isOfProduct: BSONValue = ["$eq": ["$$line.product_id", .int64(Int64(item.productID))]]
        let lines: BSONValue = [
            "$filter": [
                "input": ["$cond": [["$isArray": ["$items"]], "$items", []]], "as": "line",
                "cond": other ? ["$and": [isOfProduct, isOther]] : isOfProduct,
            ]
        ]
        let sum: BSONValue = ["$sum": ["$map": ["input": lines, "as": "line", "in": "$$line.qty"]]]
        return .raw(["$expr": ["$lte": [sum, .int64(Int64(most))]]])
    }

    /// Sets the quantity of a line, and the price that was seen.
    ///
    /// - Parameter most: how many all lines of the product may hold then; nil for any number.
    /// - Returns: nil when there is no such line, or they would hold more.
    func set(
        _ item: CartItem, ofAtMost most: Int?, for owner: CartOwner, in transaction: Transaction?
    ) async throws -> Cart? {
        var query = self.query(owner) && .any(\.items, Self.lines(of: item))
        if let most { query = query && Self.holds(item, upTo: most - item.quantity, other: true) }
        return try await self.restoring(owner) {
            try await self.carts.findOneAndUpdate(
                query,
                [
                    .matched(\.items, .set(\.quantity, item.quantity)),
                    .matched(\.items, .set(\.seenPrice, item.seenPrice)),
                ] + self.use(by: owner), in: transaction)
        }
    }

    /// Puts other lines in place of those that a transaction has found.
    ///
    /// - Returns: nil when there is no such cart.
    func replace(_ items: [CartItem], of owner: CartOwner, in transaction: Transaction) async throws -> Cart? {
        try await self.carts.findOneAndUpdate(
            self.query(owner), [.set(\.items, items)] + self.use(by: owner), in: transaction)
    }

    /// Removes all lines, if there are any.
    ///
    /// - Returns: whether there were any.
    func clear(_ owner: CartOwner, in transaction: Transaction?) async throws -> Bool {
        try await self.restoring(owner) {
            try await self.carts.findOneAndUpdate(
                self.query(owner) && .hasElement(\.items, at: 0), [.set(\.items, [])] + self.use(by: owner),
                in: transaction)
        } != nil
    }

    /// Removes lines.
    ///
    /// - Returns: the cart without them, or nil when there is no cart or it has none of them.
    func remove(_ lines: Query<CartItem>, of owner: CartOwner, in transaction: Transaction?) async throws -> Cart? {
        try await self.restoring(owner) {
            try await self.carts.findOneAndUpdate(
                self.query(owner) && .any(\.items, lines),
                [.pull(\.items, where: lines)] + self.use(by: owner), in: transaction)
        }
    }

    /// Empties a cart that holds something.
    ///
    /// - Returns: what it held, or nil when it was empty.
    package func takeItems(of userID: ObjectID, in transaction: Transaction) async throws -> [CartItem]? {
        try await self.carts.findOneAndUpdate(
            \.userID == userID.hexString && .hasElement(\.items, at: 0), .set(\.items, []),
            returning: .before, in: transaction)?.items
    }
}
