package import BSON
package import MongoODM
import ShopCore

/// Adds a visitor's cart to the cart of a user, and ends it.
package struct CartMerge: Sendable {
    let carts: CartRepository
    let token: String
    /// The products of the visitor's cart as they were found before the transaction.
    let products: [Int: ProductSummary]

    /// Does so in a transaction. A cart that is gone, because it was added already, adds nothing.
    ///
    /// - Returns: what did not get into the user's cart.
    package func callAsFunction(
        into userID: ObjectID, in transaction: Transaction
    ) async throws -> [MergedCart.Remainder] {
        let carts = self.carts.carts
        guard let visitors = try await self.take(in: transaction), !visitors.items.isEmpty else { return [] }
        let users = try await self.carts.find(.user(userID), in: transaction)
        await CartStep.usersCartFound.pass()
        let merged = MergedCart(users?.items ?? [], adding: visitors.items, products: self.products)
        if let users {
            // The user's own coupon comes first.
            var changes: [Update<Cart>] = [.set(\.items, merged.items)]
            if users.coupon == nil, let coupon = visitors.coupon { changes.append(.set(\.coupon, coupon)) }
            _ = try await carts.run(Statement(\.id == users.id, .updates(changes)), in: transaction)
        } else {
            try await carts.create(
                Cart(userID: userID.hexString, items: merged.items, coupon: visitors.coupon), in: transaction)
        }
        await CartStep.mergeWritten.pass()
        return merged.remainders
    }

    /// Ends the visitor's cart.
    ///
    /// - Returns: the cart; nil when it is gone.
    private func take(in transaction: Transaction) async throws -> Cart? {
        #if DEBUG
        if PlantedBug.present == .cartsMergedAgain {
            return try await self.carts.find(.visitor(token: self.token), in: transaction)
        }
        #endif
        return try await self.carts.carts.findOneAndDelete(
            self.carts.query(.visitor(token: self.token)), in: transaction)
    }
}
