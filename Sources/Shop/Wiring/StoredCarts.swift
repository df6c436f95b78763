import BSON
import Carts
import MongoODM
import Orders

/// The users' carts, as checkout takes what they hold.
struct StoredCarts: CartSource {
    let carts: CartRepository
    let allowedQuantities = 1...CartItem.highestQuantity

    func content(of userID: ObjectID) async throws -> CartContent {
        CartContent(try await self.carts.find(.user(userID)))
    }

    func takeContent(of userID: ObjectID, in transaction: Transaction) async throws -> CartContent {
        CartContent(try await self.carts.takeItems(of: userID, in: transaction))
    }
}

extension CartContent {
    fileprivate init(_ cart: Cart?) {
        self.init(lines: cart?.items.map(CartLine.init) ?? [], coupon: cart?.coupon)
    }
}

extension CartLine {
    fileprivate init(_ item: CartItem) {
        self.init(productID: item.productID, variantID: item.variantID, quantity: item.quantity)
    }
}
