package import BSON
package import MongoODM
package import ShopCore

/// The stored carts. Every change is one atomic update.
package struct CartRepository: PersonalData {
    /// The most lines that a cart holds.
    static let mostLines = CartItem.mostLines

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
        return present.userID == cart.userID && present.items == cart.items && present.coupon == cart.coupon
            && present.updatedAt == cart.updatedAt
    }

    var client: MongoClient { self.carts.database.client }

    /// The lines of the same product and variant.
    static func lines(of item: CartItem) -> Query<CartItem> {
        \.productID == item.productID && \.variantID == item.variantID
    }

    /// Runs a step of a cart; of a visitor's, its end moves as well.
    ///
    /// - Returns: the cart as the statement says, or nil when nothing was changed.
    func run(_ statement: CartStatement, in transaction: Transaction?) async throws -> Cart? {
        do {
            return try await self.restoring(statement.owner) {
                let change = self.completed(statement, mayMakeCart: transaction == nil)
                if let transaction { return try await self.carts.run(change, in: transaction) }
                return try await self.client.groupedChange { try await self.carts.run(change, in: $0) }
            }
        } catch let error as MongoError where error.code == .duplicateKey {
            // A rival has just made the cart.
            return nil
        }
    }

    /// Empties a cart that holds something.
    ///
    /// - Returns: the cart as it was, or nil when it was empty.
    package func takeItems(of owner: CartOwner, in transaction: Transaction) async throws -> Cart? {
        try await self.carts.run(self.completed(.takeItems(of: owner)), in: transaction)
    }
}
