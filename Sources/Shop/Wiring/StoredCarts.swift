import BSON
import Carts
import MongoODM
import Orders

/// The carts of users and visitors, as checkout takes what they hold.
struct StoredCarts: CartSource {
    let carts: CartRepository
    let allowedQuantities = 1...CartItem.highestQuantity

    func content(of buyer: Buyer) async throws -> CartContent {
        let cart = try await self.carts.find(CartOwner(buyer))
        if case .guest = buyer, cart == nil { throw CartRepository.gone }
        return CartContent(cart)
    }

    func takeContent(of buyer: Buyer, in transaction: Transaction) async throws -> CartContent {
        CartContent(try await self.carts.takeItems(of: CartOwner(buyer), in: transaction))
    }
}

extension CartOwner {
    fileprivate init(_ buyer: Buyer) {
        self =
            switch buyer {
            case .account(let id): .user(id)
            case .guest(let guest): .visitor(token: guest.cartToken)
            }
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
