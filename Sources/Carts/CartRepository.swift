package import BSON
package import MongoODM
package import ShopCore

/// The stored carts. Every change is one atomic update.
package struct CartRepository: PersonalData {
    /// The most lines that a cart holds.
    static let mostLines = 100

    let carts: Repository<Cart>
    let report: @Sendable (UnreadableDocument) -> Void

    package init(_ collections: Collections) {
        self.carts = collections.repository()
        self.report = collections.reportUnreadable
    }

    package func find(userID: String, in transaction: Transaction? = nil) async throws -> Cart? {
        try await self.restoring(userID) { try await self.carts.findOne(\.userID == userID, in: transaction) }
    }

    /// The user's cart; an empty one is made if there is none.
    func findOrCreate(userID: String, in transaction: Transaction? = nil) async throws -> Cart {
        if let cart = try await self.find(userID: userID, in: transaction) { return cart }
        do {
            return try await self.carts.create(Cart(userID: userID), in: transaction)
        } catch let error as MongoError where error.code == .duplicateKey {
            // Another request made it in the meantime.
            guard let cart = try await self.find(userID: userID) else { throw error }
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

    /// Sets the quantity of a product's line.
    ///
    /// - Returns: nil when there is no such line.
    func set(_ item: CartItem, userID: String, in transaction: Transaction?) async throws -> Cart? {
        try await self.restoring(userID) {
            try await self.carts.findOneAndUpdate(
                \.userID == userID && .any(\.items, \.productID == item.productID),
                .matched(\.items, .set(\.quantity, item.quantity)), in: transaction)
        }
    }

    /// Removes all lines, if there are any.
    func clear(userID: String, in transaction: Transaction?) async throws {
        try await self.carts.updateOne(
            \.userID == userID && .hasElement(\.items, at: 0), .set(\.items, []), in: transaction)
    }

    /// Removes a product's line.
    ///
    /// - Returns: the cart without it, or nil when there is none or the product had no line.
    func remove(_ productID: Int, userID: String, in transaction: Transaction?) async throws -> Cart? {
        try await self.restoring(userID) {
            try await self.carts.findOneAndUpdate(
                \.userID == userID && .any(\.items, \.productID == productID),
                .pull(\.items, where: \.productID == productID), in: transaction)
        }
    }

    /// Empties a cart that holds something.
    ///
    /// - Returns: what it held, or nil when it was empty.
    package func takeItems(userID: String, in transaction: Transaction) async throws -> [CartItem]? {
        try await self.carts.findOneAndUpdate(
            \.userID == userID && .hasElement(\.items, at: 0), .set(\.items, []),
            returning: .before, in: transaction)?.items
    }
}
