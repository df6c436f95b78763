import Schemas
import Testing

@testable import ShopCore

@Suite struct MoneyTests {
    @Test(arguments: [
        ("2999.98", 299_998), ("0.1", 10), ("45", 4500), ("45.00", 4500), ("45.000", 4500), ("1e2", 10_000),
        ("-0.01", -1), ("0", 0),
    ])
    func anAmountIsItsExactNumberOfCents(text: String, cents: Int64) throws {
        #expect(try Money(json: Array(text.utf8)) == Money(minorUnits: cents))
    }

    @Test(arguments: [
        ("0.001", "decimal_max_places"), ("12.345", "decimal_max_places"), ("1e-3", "decimal_max_places"),
        ("99999999999999999999", "decimal_max_digits"), ("1e30", "decimal_max_digits"), ("\"5\"", "decimal_type"),
        ("null", "decimal_type"), ("NaN", "json_invalid"), ("Infinity", "json_invalid"), ("{}", "decimal_type"),
    ])
    func whatIsNoAmountIsRefused(text: String, code: String) {
        let error = #expect(throws: ValidationError.self) { try Money(json: Array(text.utf8)) }
        #expect(error?.violations.map(\.code) == [code])
    }

    @Test(arguments: [(299_998, "2999.98"), (4500, "45.00"), (5, "0.05"), (-5, "-0.05"), (0, "0.00")])
    func jsonShowsAllDecimals(cents: Int64, text: String) {
        #expect(String(decoding: Money(minorUnits: cents).json(), as: UTF8.self) == text)
    }

    @Test func sumsAndProductsAreExact() {
        #expect(Money(minorUnits: 10).multiplied(by: 3) == Money(minorUnits: 30))
        #expect(Money.sum((0..<1000).map { _ in Money(minorUnits: 10) }) == Money(minorUnits: 10_000))
        #expect(Money.sum([]) == .zero)
    }

    @Test func amountsTooLargeToBeCountedHaveNeitherSumNorProduct() {
        #expect(Money(minorUnits: 249_999).multiplied(by: 100_000_000_000_000) == nil)
        #expect(Money(minorUnits: .min).multiplied(by: -1) == nil)
        #expect(Money(minorUnits: 1).adding(Money(minorUnits: .max)) == nil)
        #expect(Money.sum([Money(minorUnits: .max), Money(minorUnits: 1)]) == nil)
        #expect(Money.sum([Money(minorUnits: .min), Money(minorUnits: -1)]) == nil)
    }
}
