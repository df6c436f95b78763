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
            guard let product, let offer = product.offer(of: line.variantID) else {
                self.reject(product?.id.hexString ?? line.product, .notFound)
                continue
            }
            if let reason = self.put(line, of: product, offer) { self.reject(product.id.hexString, reason) }
        }
    }

    private mutating func reject(_ product: String, _ reason: SyncedCart.Reason) {
        let rejection = SyncedCart.Rejection(product: product, reason: reason)
        if !self.rejections.contains(rejection) { self.rejections.append(rejection) }
    }

    /// Takes as many as there are.
    ///
    /// - Returns: why not all of them; nil for all.
    private mutating func put(
        _ wanted: WantedLine, of product: ProductSummary, _ offer: PricedCart.Product
    ) -> SyncedCart.Reason? {
        var item = CartItem(
            productID: product.number, variantID: wanted.variantID, quantity: wanted.quantity, seenPrice: offer.price)
        let inStock = min(item.quantity, max(offer.inventory, 0))
        let taken = min(inStock, self.items.allowed(of: item, product))
        let reason: SyncedCart.Reason? =
            inStock < item.quantity ? .outOfStock : taken < inStock ? .maximumPerOrder : nil
        if let index = self.items.firstIndex(where: { $0.isSameLine(as: item) }) {
            let held = self.items[index].quantity
            if taken > held {
                self.items[index].quantity = taken
                self.items[index].seenPrice = offer.price
            }
            // Nothing is missing where the line holds that many already.
            return held >= item.quantity ? nil : reason
        }
        guard taken > 0 else { return reason }
        guard self.items.count < CartRepository.mostLines else { return .cartFull }
        item.quantity = taken
        self.items.append(item)
        return reason
    }
}
