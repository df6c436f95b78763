import Schemas
import Testing

/// Coefficient and exponent may be any numbers: they come from JSON and from stored documents.
@Suite struct ExactDecimalTests {
    private static let extremes: [ExactDecimal] = [Int64.min, -1, 0, 1, 10, 1_000_000_000_000_000_000, .max].flatMap {
        coefficient in
        [Int.min, -6176, -19, -18, -2, 0, 2, 18, 19, 6111, .max].map {
            ExactDecimal(coefficient: coefficient, exponent: $0)
        }
    }

    @Test(arguments: Self.extremes) func anyNumberCanBeAskedForItsPlacesAndWritten(number: ExactDecimal) {
        #expect(number.decimalPlaces >= 0)
        #expect(!number.description.isEmpty)
        #expect(!number.jsonText.isEmpty)
    }

    @Test(arguments: Self.extremes) func anyNumberIsScaledToAnyPlaces(number: ExactDecimal) {
        for places in [Int.min, -1, 0, 2, 18, .max] {
            let scaled = number.scaled(to: places)
            #expect(number.coefficient != 0 || scaled == 0)
        }
    }

    @Test func aNumberThatFitsIsScaled() {
        #expect(ExactDecimal(coefficient: .min, exponent: 0).scaled(to: 0) == .min)
        #expect(ExactDecimal(coefficient: .min, exponent: 0).scaled(to: 1) == nil)
        #expect(ExactDecimal(coefficient: 1, exponent: .min).scaled(to: .min) == nil)
        #expect(ExactDecimal(coefficient: 15, exponent: -1).scaled(to: 2) == 150)
        #expect(ExactDecimal(coefficient: 150, exponent: -2).scaled(to: 1) == 15)
    }
}
