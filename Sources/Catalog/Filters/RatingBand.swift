/// Ranges of average ratings: those that begin with the same digit, and with the same two.
enum RatingBand {
    static let prefix = "r:"

    /// The keys of the bands that a rating lies in; none for what nobody has rated.
    static func keys(of rating: ProductRating) -> [String] {
        guard rating.count > 0 else { return [] }
        let tenths = Self.tenths(rating.average)
        return [Self.key(tenths / 10), Self.key(tenths)]
    }

    /// The keys of bands that have all averages from one on, and of those below it only what is less than a tenth away.
    static func keys(from average: Double) -> [String] {
        let first = Self.tenths(average)
        let whole = (first + 9) / 10
        return (first..<max(first, whole * 10)).map(Self.key) + stride(from: whole, through: 5, by: 1).map(Self.key)
    }

    private static func tenths(_ average: Double) -> Int { min(max(Int(average * 10 + 1e-6), 10), 59) }

    private static func key(_ digits: Int) -> String { Self.prefix + String(digits) }
}
