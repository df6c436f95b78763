import Schemas
import Testing

@testable import ShopCore

/// What carts and orders come to.
@Suite struct PricingTests {
    private static func rules(tax: String, shipping: Int64 = 0, freeFrom: Int64? = nil) throws -> PricingRules {
        var rules = PricingRules()
        rules.taxPercent = try #require(ExactDecimal(tax))
        rules.shippingFlat = Money(minorUnits: shipping)
        rules.freeShippingFrom = freeFrom.map { Money(minorUnits: $0) }
        return rules
    }

    /// With the cheapest way of shipping.
    private static func amounts(
        _ rules: PricingRules, of lines: [Money], discount: Money = .zero
    ) -> Amounts? {
        guard let subtotal = Money.sum(lines) else { return nil }
        let shipping = rules.shipping(by: [], to: nil, subtotal: subtotal)[0].price
        return rules.amounts(subtotal: subtotal, discount: discount, shipping: shipping)
    }

    struct Case: Sendable {
        var tax = "5"
        var shipping: Int64 = 0
        var freeFrom: Int64?
        var lines: [Int64]
        var discount: Int64 = 0
        /// Subtotal, discount, shipping, tax and total, worked out by hand.
        var amounts: [Int64]
    }

    @Test(arguments: [
        Case(lines: [], amounts: [0, 0, 0, 0, 0]),
        Case(lines: [499_998], amounts: [499_998, 0, 0, 25_000, 524_998]),
        // A tie goes to the even cent: 0.5, 1.5 and 2.5 cents.
        Case(lines: [10], amounts: [10, 0, 0, 0, 10]),
        Case(lines: [30], amounts: [30, 0, 0, 2, 32]),
        Case(lines: [50], amounts: [50, 0, 0, 2, 52]),
        // Rounded once for all lines: each of them alone would add nothing.
        Case(lines: [10, 10, 10], amounts: [30, 0, 0, 2, 32]),
        Case(tax: "0", shipping: 490, lines: [1000, 999], amounts: [1999, 0, 490, 0, 2489]),
        Case(tax: "19", shipping: 490, freeFrom: 5000, lines: [4999], amounts: [4999, 0, 490, 950, 6439]),
        Case(tax: "19", shipping: 490, freeFrom: 5000, lines: [5000], amounts: [5000, 0, 0, 950, 5950]),
        Case(tax: "8.875", lines: [1999], amounts: [1999, 0, 0, 177, 2176]),
        Case(tax: "100", lines: [1], amounts: [1, 0, 0, 1, 2]),
        Case(shipping: 490, lines: [10_000], discount: 2500, amounts: [10_000, 2500, 490, 375, 8365]),
        Case(shipping: 490, freeFrom: 10_000, lines: [10_000], discount: 1, amounts: [10_000, 1, 0, 500, 10_499]),
        Case(lines: [700], discount: 900, amounts: [700, 700, 0, 0, 0]),
        Case(lines: [700], discount: -1, amounts: [700, 0, 0, 35, 735]),
    ])
    func amountsAreThoseWorkedOutByHand(_ example: Case) throws {
        let rules = try Self.rules(tax: example.tax, shipping: example.shipping, freeFrom: example.freeFrom)
        let amounts = try #require(
            Self.amounts(
                rules, of: example.lines.map { Money(minorUnits: $0) }, discount: Money(minorUnits: example.discount)))
        #expect(
            [amounts.subtotal, amounts.discount, amounts.shipping, amounts.tax, amounts.total].map(\.minorUnits)
                == example.amounts)
    }

    @Test func theTotalIsTheSumOfItsParts() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let rules = try Self.rules(
                tax: "\(Int.random(in: 0...100, using: &random))", shipping: .random(in: 0...1000, using: &random),
                freeFrom: Bool.random(using: &random) ? .random(in: 0...100_000, using: &random) : nil)
            let lines = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                Money(minorUnits: .random(in: 1...99_999_999_999, using: &random))
            }
            let discount = Money(minorUnits: .random(in: 0...200_000, using: &random))
            let amounts = try #require(Self.amounts(rules, of: lines, discount: discount))
            #expect(
                amounts.total.minorUnits == amounts.subtotal.minorUnits - amounts.discount.minorUnits
                    + amounts.shipping.minorUnits + amounts.tax.minorUnits)
            #expect(Money.sum(lines) == amounts.subtotal && amounts.discount <= amounts.subtotal)
            #expect(amounts.total >= .zero)
        }
    }

    @Test func whatIsTooLargeIsNoAmount() throws {
        let rules = try Self.rules(tax: "5")
        #expect(Self.amounts(rules, of: [Money(minorUnits: .max), Money(minorUnits: 1)]) == nil)
        #expect(Self.amounts(rules, of: [Money(minorUnits: .max)]) == nil)
        #expect(try Self.amounts(Self.rules(tax: "0", shipping: 1), of: [Money(minorUnits: .max)]) == nil)
        #expect(try Self.amounts(Self.rules(tax: "0"), of: [Money(minorUnits: .max)])?.total.minorUnits == .max)
    }
}
