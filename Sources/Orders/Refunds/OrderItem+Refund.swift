import ShopCore

extension OrderItem {
    /// How many of its pieces were not paid back.
    var refundableQuantity: Int { max(0, self.quantity - self.refundedQuantity) }

    /// What some of its pieces have cost: their price, less their part of the discount, with their part of the tax.
    ///
    /// The parts of the first pieces are rounded down, so that the last one takes what is left, and all together are what the
    /// line has cost, in however many steps they are paid back.
    ///
    /// - Parameter quantity: of those that were not paid back, at most ``refundableQuantity``.
    /// - Returns: nil when it is too large to be counted.
    func refund(of quantity: Int) -> Money? {
        guard let before = self.cost(ofFirst: self.refundedQuantity),
            let after = self.cost(ofFirst: self.refundedQuantity + quantity)
        else { return nil }
        return after.adding(Money(minorUnits: -before.minorUnits, currency: before.currency))
    }

    private func cost(ofFirst count: Int) -> Money? {
        guard self.quantity > 0 else { return .zero }
        func part(_ whole: Money) -> Int64 {
            // No more than the whole.
            Int64(Int128(whole.minorUnits) * Int128(count) / Int128(self.quantity))
        }
        let change = Money(minorUnits: part(self.tax) - part(self.discount), currency: self.unitPrice.currency)
        return self.unitPrice.multiplied(by: count)?.adding(change)
    }
}
