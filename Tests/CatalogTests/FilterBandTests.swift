import ShopCore
import Testing

@testable import Catalog

/// The ranges by which prices and ratings are filtered.
@Suite struct FilterBandTests {
    @Test(
        arguments: [
            (1, ["p:e0", "p:1e0"]), (9, ["p:e0", "p:9e0"]), (10, ["p:e1", "p:1e1", "p:10e0"]),
            (2499, ["p:e3", "p:2e3", "p:24e2"]), (2500, ["p:e3", "p:2e3", "p:25e2"]), (0, ["p:0"]), (-5, ["p:0"]),
            (99_999_999_999, ["p:e10", "p:9e10", "p:99e9"]),
        ] as [(Int64, [String])])
    func aPriceLiesInBandsOfItsFirstDigits(amount: Int64, keys: [String]) {
        #expect(PriceBand.keys(of: Money(minorUnits: amount)) == keys)
    }

    @Test func theBandsOfARangeHaveAllItsPricesAndFewOthers() {
        let edges: [Int64] = [
            0, 1, 2, 9, 10, 11, 99, 100, 101, 999, 1000, 1500, 1999, 2000, 2001, 2345, 4999, 5000, 9999, 10_000, 10_001,
            99_999, 123_456, 1_000_000,
        ]
        let amounts = edges.flatMap { [$0 - 1, $0, $0 + 1] }.filter { $0 >= 0 }
        for low in edges {
            for high in edges where high >= low {
                let keys = PriceBand.keys(covering: low...high)
                #expect(keys.count <= 60 && Set(keys).count == keys.count, "\(low) to \(high)")
                for amount in amounts {
                    let isFound = !Set(PriceBand.keys(of: Money(minorUnits: amount))).isDisjoint(with: keys)
                    if (low...high).contains(amount) {
                        #expect(isFound, "\(amount) in \(low) to \(high)")
                    } else if isFound {
                        // Only what shares its first two digits with an end.
                        let isNear = [low, high].contains { abs($0 - amount) * 10 <= max($0, amount) }
                        #expect(isNear, "\(amount) beside \(low) to \(high)")
                    }
                }
            }
        }
        #expect(PriceBand.keys(covering: 1...(.max)).count <= 18)
    }

    @Test func theBandsOfARatingHaveAllFromItOn() {
        for least in stride(from: 0.05, through: 5, by: 0.05) {
            let keys = RatingBand.keys(from: least)
            for hundredths in 100...500 {
                let average = Double(hundredths) / 100
                let own = RatingBand.keys(of: ProductRating(sum: 1, count: 1, average: average))
                let isFound = !Set(own).isDisjoint(with: keys)
                if average >= least { #expect(isFound, "\(average) from \(least)") }
                if average < least - 0.1 { #expect(!isFound, "\(average) from \(least)") }
            }
        }
        #expect(RatingBand.keys(of: ProductRating()).isEmpty)
    }
}
