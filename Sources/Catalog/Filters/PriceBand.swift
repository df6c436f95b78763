import ShopCore

/// Ranges of prices that begin with the same digits. Each price lies in three: of its first two digits, of its first one, and
/// of all prices with as many digits. So a range of any width is covered by a few dozen, most of them narrow, and round
/// numbers, which people filter by, are where bands end.
enum PriceBand {
    static let prefix = "p:"

    /// The keys of the bands that a price lies in.
    static func keys(of price: Money) -> [String] {
        let amount = price.minorUnits
        guard amount > 0 else { return [Self.nothing] }
        let digits = Self.digits(of: amount)
        let (first, two) = (amount / Self.power(digits - 1), digits > 1 ? amount / Self.power(digits - 2) : 0)
        let keys = [Self.key(nil, digits - 1), Self.key(first, digits - 1)]
        return digits > 1 ? keys + [Self.key(two, digits - 2)] : keys
    }

    /// The keys of bands that have all prices of a range, and as few others as can be.
    static func keys(covering range: ClosedRange<Int64>) -> [String] {
        var keys = range.lowerBound <= 0 ? [Self.nothing] : []
        var place = max(range.lowerBound, 1)
        let end = min(range.upperBound, Self.power(Self.mostDigits) - 1)
        while place <= end {
            let digits = Self.digits(of: place)
            let zeros = Self.zeros(of: place, within: digits)
            // The widest that begins here and ends in time; else the narrowest that has the place in it.
            if zeros == digits - 1, place == Self.power(digits - 1), place * 9 + (place - 1) <= end {
                keys.append(Self.key(nil, digits - 1))
                place *= 10
                continue
            }
            if zeros == digits - 1 {
                let width = Self.power(digits - 1)
                if place + (width - 1) <= end || digits == 1 {
                    keys.append(Self.key(place / width, digits - 1))
                    place += width
                    continue
                }
            }
            let width = Self.power(digits - 2)
            keys.append(Self.key(place / width, digits - 2))
            place = (place / width + 1) * width
        }
        return keys
    }

    private static let nothing = prefix + "0"
    /// As many as an amount has at most.
    private static let mostDigits = 18

    /// - Parameters:
    ///   - digits: those that all prices in it begin with; nil for any.
    ///   - zeros: how many follow.
    private static func key(_ digits: Int64?, _ zeros: Int) -> String {
        Self.prefix + (digits.map { String($0) } ?? "") + "e" + String(zeros)
    }

    private static func power(_ exponent: Int) -> Int64 { (0..<exponent).reduce(1) { power, _ in power * 10 } }

    private static func digits(of amount: Int64) -> Int {
        var (digits, rest) = (1, amount)
        while rest >= 10 { (digits, rest) = (digits + 1, rest / 10) }
        return digits
    }

    private static func zeros(of amount: Int64, within most: Int) -> Int {
        var (zeros, rest) = (0, amount)
        while zeros < most, rest % 10 == 0 { (zeros, rest) = (zeros + 1, rest / 10) }
        return zeros
    }
}
