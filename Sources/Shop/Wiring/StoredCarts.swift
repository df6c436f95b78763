import BSON
import Carts
import MongoODM
import Orders

/// The users' carts, as checkout takes what they hold.
struct StoredCarts: CartSource {
    let carts: CartRepository
    let allowedQuantities = 1...CartItem.highestQuantity

    func lines(of userID: ObjectID) async throws -> [CartLine] {
        try await self.carts.find(.user(userID))?.items.map(CartLine.init) ?? []
    }

    func takeLines(of userID: ObjectID, in transaction: Transaction) async throws -> [CartLine] {
        try await self.carts.takeItems(of: userID, in: transaction)?.map(CartLine.init) ?? []
    }
}

extension CartLine {
    fileprivate init(_ item: CartItem) {
        self.init(productID: item.productID, variantID: item.variantID, quantity: item.quantity)
    }
}
