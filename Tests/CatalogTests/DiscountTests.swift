import FoundationEssentials
import Schemas
import ShopCore
import Testing

@testable import Catalog

/// The price in force.
@Suite struct DiscountTests {
    private static let moment = Date(timeIntervalSince1970: 1_800_000_000)

    private func product(_ price: Int64, _ discount: Discount?) -> Product {
        Product(
            productID: 1, name: "Lamp", slug: "lamp", price: Money(minorUnits: price), discount: discount)
    }

    @Test(
        arguments: [
            (1999, "25", 1499), (1999, "100", 1), (1999, "0.01", 1999), (1, "50", 1), (3, "50", 2),
            (249_999, "12.5", 218_749),
            // Ties go to the even cent: 2.5 and 7.5 and 12.5.
            (5, "50", 2), (15, "50", 8), (25, "50", 12), (99_999_999_999, "0.01", 99_989_999_999),
        ] as [(Int64, String, Int64)])
    func aPercentageIsTakenOffAndRoundedHalfEven(price: Int64, percent: String, expected: Int64) throws {
        let discount = Discount(kind: .percentage, value: try #require(ExactDecimal(percent)))
        #expect(self.product(price, discount).price(at: Self.moment) == Money(minorUnits: expected))
    }

    @Test(
        arguments: [(1999, "5", 1499), (1999, "19.98", 1), (1999, "19.99", 1), (499, "5", 1)]
            as [(Int64, String, Int64)])
    func anAmountIsTakenOff(price: Int64, amount: String, expected: Int64) throws {
        let discount = Discount(kind: .fixed, value: try #require(ExactDecimal(amount)))
        #expect(self.product(price, discount).price(at: Self.moment) == Money(minorUnits: expected))
    }

    @Test(
        arguments: [
            (nil, nil, true, nil), (0, nil, true, nil), (1, nil, false, 1), (-1, 0, false, nil), (-1, 1, true, 1),
            (1, 2, false, 1), (nil, 1, true, 1), (nil, -1, false, nil), (2, 1, false, 1),
        ] as [(Double?, Double?, Bool, Double?)])
    func itIsInForceFromItsBeginningToItsEnd(start: Double?, end: Double?, isInForce: Bool, next: Double?) {
        let discount = Discount(
            kind: .percentage, value: ExactDecimal(coefficient: 50, exponent: 0),
            startsAt: start.map { Self.moment + $0 }, endsAt: end.map { Self.moment + $0 })
        let product = self.product(1000, discount)
        #expect(product.salePrice(at: Self.moment) == (isInForce ? Money(minorUnits: 500) : nil))
        #expect(product.price(at: Self.moment) == Money(minorUnits: isInForce ? 500 : 1000))
        #expect(product.nextPriceChange(after: Self.moment) == next.map { Self.moment + $0 })
    }

    @Test func itAppliesToAnyPrice() {
        let product = self.product(1000, Discount(kind: .fixed, value: ExactDecimal(coefficient: 250, exponent: -2)))
        #expect(product.salePrice(of: Money(minorUnits: 2000), at: Self.moment) == Money(minorUnits: 1750))
        #expect(product.salePrice(of: Money(minorUnits: 100), at: Self.moment) == Money(minorUnits: 1))
        #expect(self.product(1000, nil).salePrice(of: Money(minorUnits: 2000), at: Self.moment) == nil)
    }

    /// Other programs store what they like.
    @Test(arguments: ["0", "-5", "150", "33.333", "9000000000000000000"], [Discount.Kind.percentage, .fixed])
    func whatIsStoredByOthersGivesAPrice(value: String, kind: Discount.Kind) throws {
        let discount = Discount(kind: kind, value: try #require(ExactDecimal(value)))
        for price in [Int64.min, -1, 0, 1, 1000, .max] {
            let lowered = self.product(price, discount).price(at: Self.moment)
            #expect(lowered <= Money(minorUnits: price) && (price < 1 || lowered > .zero))
        }
    }
}
