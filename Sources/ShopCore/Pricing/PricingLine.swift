public import BSON

/// A line of a cart or an order, as far as amounts rest on it.
public struct PricingLine: Hashable, Sendable {
    /// What it costs, after sale prices.
    public var total: Money
    /// The ids of all categories that its product is in.
    public var categories: [ObjectID]
    /// Of all its pieces, in grams.
    public var weight: Int

    /// - Parameters:
    ///   - quantity: how many pieces it has.
    ///   - weight: of one piece; nil where it is not known, which counts as nothing.
    public init(total: Money, categories: [ObjectID] = [], quantity: Int = 1, weight: Int? = nil) {
        self.total = total
        self.categories = categories
        // Other programs may have stored any number.
        let (product, overflow) = max(weight ?? 0, 0).multipliedReportingOverflow(by: quantity)
        self.weight = overflow ? .max : product
    }
}

/// What lines come to, and the part of each line in it.
public struct PricedLines: Hashable, Sendable {
    public var amounts: Amounts
    /// In the order of the lines.
    public var parts: [Part]
    /// Why the coupon takes nothing off; nil where it does, or there is none.
    public var refusal: CouponRefusal?

    /// What a line has of the discount and of the tax.
    public struct Part: Hashable, Sendable {
        public var discount: Money
        public var tax: Money
    }

    package init(amounts: Amounts, parts: [Part], refusal: CouponRefusal?) {
        self.amounts = amounts
        self.parts = parts
        self.refusal = refusal
    }
}
