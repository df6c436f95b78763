import ShopCore

extension [CartItem] {
    /// How many a line may hold by what one order may have of its product, beside the product's other lines.
    func allowed(of item: CartItem, _ product: ProductSummary?) -> Int {
        guard let most = product?.maximumPerOrder else { return .max }
        let others = self.filter { $0.productID == item.productID && !$0.isSameLine(as: item) }
        return Swift.max(most - Swift.min(others.map { Swift.max($0.quantity, 0) }.saturatedSum, most), 0)
    }
}
