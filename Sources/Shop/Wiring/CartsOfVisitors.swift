import Accounts
import Carts
import ShopCore

/// The carts of visitors, as those who log in take them.
struct CartsOfVisitors: VisitorCarts {
    let carts: CartService

    func handover(of token: String) async throws -> CartHandover? {
        guard let merge = try await self.carts.merge(token: token) else { return nil }
        return { userID, transaction in
            try await merge(into: userID, in: transaction).map {
                CartRemainder(product: $0.product, quantity: $0.quantity, reason: $0.reason.code)
            }
        }
    }
}
