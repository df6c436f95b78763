extension Duration {
    /// How many whole units it is; the most or the least that can be counted for a duration beyond that.
    func count(of unit: Duration) -> Int64 {
        let count = (self / unit).rounded(.towardZero)
        return Int64(exactly: count) ?? (count < 0 ? .min : .max)
    }
}
