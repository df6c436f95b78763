public import FoundationEssentials
public import Schemas
public import ShopCore

/// Lowers the price of a product, for some time or for good.
public struct Discount: SchemaObject, Hashable {
    public var kind: Kind
    /// Percent, or an amount.
    public var value: ExactDecimal
    /// The first moment at which it is in force; nil for always before its end.
    public var startsAt: Date?
    /// The first moment at which it no longer is; nil for never.
    public var endsAt: Date?

    public enum Kind: String, SchemaEnum {
        case percentage
        case fixed
    }

    public static let schema = Schema(Discount.init) {
        Field("type", \.kind).example(.percentage)
        Field("value", \.value).decimals(...2).described("Percent, or an amount.")
            .example(ExactDecimal(coefficient: 15, exponent: 0))
        Field("starts_at", \.startsAt).described("When it begins; null for at once.")
        Field("ends_at", \.endsAt).described("When it has ended; null for never.")
    }

    public init(kind: Kind, value: ExactDecimal, startsAt: Date? = nil, endsAt: Date? = nil) {
        self.kind = kind
        self.value = value
        self.startsAt = startsAt
        self.endsAt = endsAt
    }
}

extension Discount {
    /// Whether it lowers prices at a moment. One that another program has stored may have no value, or end before it begins.
    func isInForce(at moment: Date) -> Bool {
        if let startsAt, moment < startsAt { return false }
        if let endsAt, moment >= endsAt { return false }
        return self.value.coefficient > 0
    }

    /// The first moment after another at which it begins or ends; nil when it does so no more.
    func nextChange(after moment: Date) -> Date? {
        [self.startsAt, self.endsAt].compactMap { $0 }.filter { $0 > moment }.min()
    }

    /// What it leaves of a price: half-even, and never less than the smallest amount.
    func lowered(_ price: Money) -> Money {
        // Another program, or somebody with a shell, may have stored a price that is none.
        guard price > .zero else { return price }
        // One that is too large to be counted leaves nothing, and is stored by other programs only.
        let value = self.value.rounded(toPlaces: 2).scaled(to: 2)
        let rest: Money?
        switch self.kind {
        case .percentage:
            let share = max(10_000 - min(value ?? 10_000, 10_000), 0)
            rest = price.percent(ExactDecimal(coefficient: share, exponent: -2))
        case .fixed:
            rest = Money(minorUnits: price.minorUnits - min(value ?? .max, price.minorUnits), currency: price.currency)
        }
        return max(rest ?? price, Money(minorUnits: 1, currency: price.currency))
    }
}
