import Schemas
import ShopCore

extension SettingsReader {
    /// Reads what is added to the price of goods.
    mutating func readPricing(into rules: inout PricingRules) {
        let percentage = "a number from 0 to 100 with at most four decimals"
        self.read("TAX_PERCENT", into: &rules.taxPercent, allowed: percentage) { Self.percent($0) }
        self.read(
            "TAX_BY_COUNTRY", into: &rules.taxByCountry,
            allowed: "countries with \(percentage) between commas, as in DE:19,FR:20"
        ) { Self.percentByCountry($0) }
        let amount = "an amount from 0 to 1000000 with at most two decimals, as in 4.90"
        self.read("SHIPPING_FLAT", into: &rules.shippingFlat, allowed: amount) { Self.amount($0) }
        self.read("FREE_SHIPPING_FROM", into: &rules.freeShippingFrom, allowed: "\(amount), or off") { text in
            text == "off" ? .some(nil) : Self.amount(text).map { .some($0) }
        }
    }

    private static func percent(_ text: String) -> ExactDecimal? {
        guard let percent = ExactDecimal(text), let scaled = percent.scaled(to: 4), 0...1_000_000 ~= scaled else {
            return nil
        }
        return percent
    }

    private static func percentByCountry(_ text: String) -> [String: ExactDecimal]? {
        var table: [String: ExactDecimal] = [:]
        for entry in text.split(separator: ",") {
            let parts = entry.split(separator: ":", omittingEmptySubsequences: false).map {
                $0.filter { !$0.isWhitespace }
            }
            guard parts.count == 2, Country.isCode(parts[0]), let percent = Self.percent(parts[1]),
                table.updateValue(percent, forKey: parts[0].uppercased()) == nil
            else { return nil }
        }
        return table
    }

    private static func amount(_ text: String) -> Money? {
        ExactDecimal(text).flatMap { Money($0) }.flatMap { 0...100_000_000 ~= $0.minorUnits ? $0 : nil }
    }
}
