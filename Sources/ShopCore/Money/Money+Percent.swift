public import Schemas

extension Money {
    /// A part of the amount, rounded once to minor units: half to even.
    ///
    /// - Parameter percent: at most four decimal places.
    /// - Returns: nil when the percentage has more places, or the result is too large.
    public func percent(_ percent: ExactDecimal) -> Money? {
        guard let share = percent.scaled(to: 4) else { return nil }
        let product = Int128(self.minorUnits) * Int128(share)
        let (whole, rest) = product.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        let isUp = rest > 500_000 || (rest == 500_000 && !whole.isMultiple(of: 2))
        guard let magnitude = Int64(exactly: whole + (isUp ? 1 : 0)) else { return nil }
        return Money(minorUnits: product < 0 ? -magnitude : magnitude, currency: self.currency)
    }
}
