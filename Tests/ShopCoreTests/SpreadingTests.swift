import BSON
import FoundationEssentials
import Schemas
import TestSupport
import Testing

@testable import ShopCore

/// How discount and tax are spread over lines.
@Suite struct SpreadingTests {
    private func money(_ cents: [Int64]) -> [Money] { cents.map { Money(minorUnits: $0) } }

    @Test(
        arguments: [
            (10, [1, 1, 1], [4, 3, 3]), (1, [1, 2, 3], [0, 0, 1]), (100, [1, 0, 2], [33, 0, 67]),
            (5, [0, 0], [0, 0]), (0, [3, 4], [0, 0]), (7, [7], [7]), (3, [-5, 1], [0, 3]),
            (Int64.max, [Int64.max, Int64.max], [Int64.max / 2 + 1, Int64.max / 2]),
        ] as [(Int64, [Int64], [Int64])])
    func theLargestRemaindersGetWhatIsLeft(amount: Int64, shares: [Int64], parts: [Int64]) {
        #expect(Money(minorUnits: amount).spread(over: self.money(shares)).map(\.minorUnits) == parts)
    }

    @Test func thePartsOfRandomCartsMakeUpTheWhole() throws {
        var random = SeededRandom(seed: 20)
        let categories = (0..<4).map { _ in ObjectID() }
        for _ in 0..<3000 {
            var rules = PricingRules()
            rules.taxPercent = ExactDecimal(coefficient: .random(in: 0...1_000_000, using: &random), exponent: -4)
            let lines = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                PricingLine(
                    total: Money(minorUnits: .random(in: 1...300_000, using: &random)),
                    categories: Bool.random(using: &random) ? [categories.randomElement(using: &random)!] : [])
            }
            let kind = [CouponTerms.Kind.percentage, .fixed, .freeShipping].randomElement(using: &random)!
            let terms = CouponTerms(
                code: "A", kind: kind,
                value: kind == .freeShipping
                    ? nil : ExactDecimal(coefficient: .random(in: 1...10_000, using: &random), exponent: -2),
                minimum: Bool.random(using: &random) ? Money(minorUnits: 200_000) : nil,
                categories: Array(categories.prefix(.random(in: 0...2, using: &random))))
            let shipping = Money(minorUnits: .random(in: 0...1000, using: &random))
            let priced = try #require(
                rules.amounts(
                    of: lines, coupon: PresentedCoupon(terms, at: .now, isUsedUp: false), shipping: shipping))
            let amounts = priced.amounts
            #expect(Money.sum(lines.map(\.total)) == amounts.subtotal)
            #expect(Money.sum(priced.parts.map(\.discount)) == amounts.discount)
            #expect(Money.sum(priced.parts.map(\.tax)) == amounts.tax)
            #expect(
                amounts.total.minorUnits == amounts.subtotal.minorUnits - amounts.discount.minorUnits
                    + amounts.shipping.minorUnits + amounts.tax.minorUnits)
            for (line, part) in zip(lines, priced.parts) {
                #expect(part.discount >= .zero && part.discount <= line.total && part.tax >= .zero)
                #expect(part.discount == .zero || terms.covers(line))
            }
            #expect(priced.refusal == nil || amounts.discount == .zero && amounts.shipping == shipping)
            if priced.refusal == nil, kind == .freeShipping { #expect(amounts.shipping == .zero) }
        }
    }

    private static let lamps = ObjectID()

    struct Case: Sendable {
        var kind = CouponTerms.Kind.percentage
        var value: ExactDecimal? = ExactDecimal(coefficient: 10, exponent: 0)
        var minimum: Int64?
        var startsAt: Date?
        var endsAt: Date?
        var categories: [ObjectID] = []
        var isUsedUp = false
        var discount: Int64 = 0
        var refusal: CouponRefusal?
    }

    private static let now = Date(timeIntervalSince1970: 1_000_000)

    /// Of a cart with a line of 20.05 among the lamps, and one of 9.99.
    @Test(arguments: [
        Case(discount: 300), Case(categories: [lamps], discount: 200), Case(kind: .fixed, discount: 1000),
        Case(kind: .fixed, value: ExactDecimal(coefficient: 99, exponent: 0), discount: 3004),
        Case(kind: .fixed, value: ExactDecimal(coefficient: 99, exponent: 0), categories: [lamps], discount: 2005),
        Case(kind: .freeShipping, value: nil), Case(value: ExactDecimal(coefficient: 100, exponent: 0), discount: 3004),
        // What another program may have stored.
        Case(value: ExactDecimal(coefficient: 250, exponent: 0), discount: 3004),
        Case(value: nil, refusal: .notApplicable),
        Case(value: ExactDecimal(coefficient: -1, exponent: 0), refusal: .notApplicable),
        Case(kind: .fixed, value: ExactDecimal(coefficient: .max, exponent: 9), discount: 3004),
        Case(minimum: 3004, discount: 300), Case(minimum: 3005, refusal: .minimum(Money(minorUnits: 3005))),
        Case(startsAt: now, discount: 300), Case(startsAt: now + 1, refusal: .notBegun),
        Case(endsAt: now, refusal: .expired), Case(endsAt: now + 1, discount: 300),
        Case(categories: [ObjectID()], refusal: .notApplicable), Case(isUsedUp: true, refusal: .usedUp),
    ])
    func aCouponTakesOffWhatItsTermsSay(_ example: Case) throws {
        let terms = CouponTerms(
            code: "A", kind: example.kind, value: example.value, minimum: example.minimum.map { Money(minorUnits: $0) },
            startsAt: example.startsAt, endsAt: example.endsAt, categories: example.categories)
        let lines = [
            PricingLine(total: Money(minorUnits: 2005), categories: [ObjectID(), Self.lamps]),
            PricingLine(total: Money(minorUnits: 999)),
        ]
        let priced = try #require(
            PricingRules().amounts(
                of: lines, coupon: PresentedCoupon(terms, at: Self.now, isUsedUp: example.isUsedUp),
                shipping: Money(minorUnits: 490)))
        #expect(priced.refusal == example.refusal)
        #expect(priced.amounts.discount == Money(minorUnits: example.discount))
        let isFree = example.kind == .freeShipping
        #expect(priced.amounts.shipping == Money(minorUnits: isFree ? 0 : 490))
    }

    @Test func aCountryMayHaveAnotherTax() {
        var rules = PricingRules()
        rules.taxByCountry = ["DE": ExactDecimal(coefficient: 19, exponent: 0)]
        let subtotal = Money(minorUnits: 1000)
        #expect(rules.amounts(subtotal: subtotal, to: "DE")?.tax == Money(minorUnits: 190))
        #expect(rules.amounts(subtotal: subtotal, to: "FR")?.tax == Money(minorUnits: 50))
        #expect(rules.amounts(subtotal: subtotal)?.tax == Money(minorUnits: 50))
    }

    @Test func ofTheMethodsThatFitTheCheapestComesFirst() {
        var rules = PricingRules()
        rules.freeShippingFrom = Money(minorUnits: 5000)
        func offer(
            _ id: String, _ price: Int64, _ countries: [String] = [], minimum: Int64? = nil, weight: Int? = nil
        )
            -> ShippingOffer
        {
            ShippingOffer(
                id: id, name: id, price: Money(minorUnits: price), days: 3, countries: countries,
                minimum: minimum.map { Money(minorUnits: $0) }, maximumWeight: weight)
        }
        let table = [
            offer("Standard", 490), offer("letter", 190, ["DE", "AT"], weight: 500), offer("gift", 0, minimum: 9000),
        ]
        func ids(_ country: String?, _ subtotal: Int64, _ weight: Int) -> [String] {
            rules.shipping(by: table, to: country, subtotal: Money(minorUnits: subtotal), weight: weight).map {
                "\($0.id) \($0.price.minorUnits)"
            }
        }
        #expect(ids("DE", 1000, 500) == ["letter 190", "Standard 490"])
        #expect(ids("DE", 1000, 501) == ["Standard 490"] && ids("FR", 1000, 1) == ["Standard 490"])
        #expect(ids(nil, 9000, 1) == ["Standard 0", "gift 0", "letter 190"])
        #expect(rules.shipping(by: [offer("x", 1, ["DE"])], to: "FR", subtotal: .zero).isEmpty)
    }
}
