extension Money {
    /// Divides the amount in proportion to others, to the minor unit: everyone gets the whole part of the share, and what is
    /// left goes, a unit each, to those with the largest remainders; of equal ones, to the first.
    ///
    /// - Parameter shares: those below zero count as zero. If all are zero, everyone gets nothing.
    /// - Returns: in the order of the shares. Their sum is the amount, unless all shares are zero; none is larger than the
    ///   share where the amount is not larger than their sum.
    func spread(over shares: [Money]) -> [Money] {
        let weights = shares.map { Int128(Swift.max($0.minorUnits, 0)) }
        let whole = weights.reduce(0, +)
        guard whole > 0 else { return shares.map { _ in Money(minorUnits: 0, currency: self.currency) } }
        let divided = weights.map { (Int128(self.minorUnits) * $0).quotientAndRemainder(dividingBy: whole) }
        var parts = divided.map { Int64($0.quotient) }
        let left = Int(self.minorUnits - parts.reduce(0, +))
        let byRemainder = divided.indices.sorted {
            (divided[$1].remainder, $0) < (divided[$0].remainder, $1)
        }
        for index in byRemainder.prefix(Swift.max(left, 0)) { parts[index] += 1 }
        return parts.map { Money(minorUnits: $0, currency: self.currency) }
    }
}
