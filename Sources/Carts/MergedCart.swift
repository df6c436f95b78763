import BSON
package import ShopCore

/// The lines of a user's cart with those of a visitor's. Quantities are added up to what is in stock; the user's own stay what
/// they were at least.
package struct MergedCart {
    private(set) var items: [CartItem]
    private(set) var remainders: [Remainder] = []

    /// - Parameters:
    ///   - items: the user's lines.
    ///   - added: the visitor's.
    ///   - products: what is known of the products, by number. Of one that can't be bought now, the line says so.
    init(_ items: [CartItem], adding added: [CartItem], products: [Int: ProductSummary]) {
        self.items = items
        for item in added where item.isAllowed { self.add(item, products[item.productID]) }
    }

    private mutating func add(_ item: CartItem, _ product: ProductSummary?) {
        let index = self.items.firstIndex { $0.isSameLine(as: item) }
        // Other programs may have stored any number.
        let held = index.map { max(self.items[$0].quantity, 0) } ?? 0
        let stock = product?.offer(of: item.variantID).map { max($0.inventory, 0) }
        let highest = min(
            stock ?? CartItem.highestQuantity, CartItem.highestQuantity, self.items.allowed(of: item, product))
        let room = index == nil && self.items.count >= CartRepository.mostLines ? 0 : max(highest - held, 0)
        let taken = min(item.quantity, room)
        if taken > 0 {
            // The visitor's price is what was seen last.
            let seen = item.seenPrice ?? index.flatMap { self.items[$0].seenPrice }
            let line = CartItem(
                productID: item.productID, variantID: item.variantID, quantity: held + taken, seenPrice: seen)
            if let index { self.items[index] = line } else { self.items.append(line) }
        }
        guard taken < item.quantity else { return }
        let isOutOfStock = stock.map { $0 - held <= taken } ?? false
        self.remainders.append(
            Remainder(
                product: product?.id.hexString ?? String(item.productID), quantity: item.quantity - taken,
                reason: isOutOfStock ? .outOfStock : .cartFull))
    }

    /// Pieces that did not get into the user's cart.
    package struct Remainder: Sendable {
        package let product: String
        package let quantity: Int
        package let reason: ShopError.Reason
    }
}
