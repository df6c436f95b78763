import BSON

/// The lines of a cart, as a client's own are put into them.
struct SyncedLines {
    private(set) var items: [CartItem]
    private(set) var rejections: [SyncedCart.Rejection] = []

    /// - Parameters:
    ///   - items: those that stay.
    ///   - wanted: quantities that a cart may hold, and the products. Of several of one product, the largest counts.
    init(_ items: [CartItem], putting wanted: [(WantedLine, ProductSummary?)]) {
        self.items = items
        for (line, product) in wanted {
            guard let product, product.isForSale else {
                self.reject(line.product, .notFound)
                continue
            }
            if let reason = self.put(line.quantity, of: product) { self.reject(product.id.hexString, reason) }
        }
    }

    private mutating func reject(_ product: String, _ reason: SyncedCart.Reason) {
        let rejection = SyncedCart.Rejection(product: product, reason: reason)
        if !self.rejections.contains(rejection) { self.rejections.append(rejection) }
    }

    /// Takes as many as there are.
    ///
    /// - Returns: why not all of them; nil for all.
    private mutating func put(_ quantity: Int, of product: ProductSummary) -> SyncedCart.Reason? {
        let taken = min(quantity, max(product.inventory, 0))
        let reason: SyncedCart.Reason? = taken < quantity ? .outOfStock : nil
        if let index = self.items.firstIndex(where: { $0.productID == product.number }) {
            let held = self.items[index].quantity
            if taken > held {
                self.items[index].quantity = taken
                self.items[index].seenPrice = product.price
            }
            // Nothing is missing where the line holds that many already.
            return held >= quantity ? nil : reason
        }
        guard taken > 0 else { return reason }
        guard self.items.count < CartRepository.mostLines else { return .cartFull }
        self.items.append(CartItem(productID: product.number, quantity: taken, seenPrice: product.price))
        return reason
    }
}
