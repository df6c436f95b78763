import MongoODM
import ShopCore

extension CartService {
    /// Puts a client's own cart into the stored one, as one step. Of each product, as many are put in as there are.
    ///
    /// - Parameters:
    ///   - wanted: the client's lines. Of several of one product, the largest counts.
    ///   - mode: what becomes of the lines that are there.
    ///   - condition: what must hold for the cart as it is; nil for nothing.
    /// - Throws: ``ShopError``: `notFound` when there is no cart to a visitor's token; `changed` when the condition does not
    ///   hold; `badRequest` when a quantity is none that a cart may hold.
    public func sync(
        _ wanted: [WantedLine], _ mode: WantedLine.Mode, for owner: CartOwner, if condition: CartCondition? = nil
    ) async throws -> SyncedCart {
        guard wanted.allSatisfy({ CartItem(productID: 0, quantity: $0.quantity).isAllowed }) else { throw Self.tooMany }
        let products = try await self.products.products(named: wanted.map(\.product))
        let named = Array(zip(wanted, products))
        let (cart, rejections) = try await self.transaction(on: owner, if: condition) { transaction in
            // A cart that a rival has just made may be too new to be seen: then the transaction begins again.
            let cart = try await self.carts.findOrCreate(owner, in: transaction)
            let lines = SyncedLines(mode == .merge ? cart.items : [], putting: named)
            guard lines.items != cart.items else { return (cart, lines.rejections) }
            guard let changed = try await self.carts.run(.replace(lines.items, of: owner), in: transaction) else {
                throw CartRepository.gone
            }
            return (changed, lines.rejections)
        }
        let known = Dictionary(products.compactMap { $0 }.map { ($0.number, $0) }) { first, _ in first }
        let shown = try await self.view(of: self.carts.noteUse(of: cart), known)
        return SyncedCart(cart: shown, rejections: rejections)
    }
}
