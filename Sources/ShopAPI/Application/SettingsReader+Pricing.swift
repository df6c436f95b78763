import Schemas
import ShopCore

extension SettingsReader {
    /// Reads what is added to the price of goods.
    mutating func readPricing(into rules: inout PricingRules) {
        self.read("TAX_PERCENT", into: &rules.taxPercent, allowed: "a number from 0 to 100 with at most four decimals")
        {
            guard let percent = ExactDecimal($0), let scaled = percent.scaled(to: 4), 0...1_000_000 ~= scaled else {
                return nil
            }
            return percent
        }
        let amount = "an amount from 0 to 1000000 with at most two decimals, as in 4.90"
        self.read("SHIPPING_FLAT", into: &rules.shippingFlat, allowed: amount) { Self.amount($0) }
        self.read("FREE_SHIPPING_FROM", into: &rules.freeShippingFrom, allowed: "\(amount), or off") { text in
            text == "off" ? .some(nil) : Self.amount(text).map { .some($0) }
        }
    }

    private static func amount(_ text: String) -> Money? {
        ExactDecimal(text).flatMap { Money($0) }.flatMap { 0...100_000_000 ~= $0.minorUnits ? $0 : nil }
    }
}
