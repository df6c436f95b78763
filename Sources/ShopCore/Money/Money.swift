public import Schemas

/// An amount in a currency, in integer minor units: no binary floating point ever touches it.
///
/// MongoDB holds it as Decimal128, JSON as a number with its exact digits (`2999.98`). Neither form names
/// the currency; it stands in a field of its own, or is the shop's. A number of another type that MongoDB holds is rounded
/// to minor units on reading, half to even.
public struct Money: Hashable, Sendable {
    /// Cents, for a currency with two decimals.
    public var minorUnits: Int64
    public var currency: Currency

    public init(minorUnits: Int64, currency: Currency = .usd) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// Takes a decimal amount.
    ///
    /// - Returns: nil when it has more decimals than the currency or is too large.
    public init?(_ amount: ExactDecimal, currency: Currency = .usd) {
        guard let minorUnits = amount.scaled(to: currency.decimals) else { return nil }
        self.init(minorUnits: minorUnits, currency: currency)
    }

    /// The amount in major units, with all of the currency's decimals.
    public var amount: ExactDecimal {
        ExactDecimal(coefficient: self.minorUnits, exponent: -self.currency.decimals)
    }

    /// The price of several.
    ///
    /// - Returns: nil when it is too large.
    public func multiplied(by quantity: Int) -> Money? {
        let (product, overflow) = self.minorUnits.multipliedReportingOverflow(by: Int64(quantity))
        return overflow ? nil : Money(minorUnits: product, currency: self.currency)
    }

    /// The sum with another amount.
    ///
    /// - Returns: nil when it is too large, or the currencies differ.
    public func adding(_ other: Money) -> Money? {
        let (sum, overflow) = self.minorUnits.addingReportingOverflow(other.minorUnits)
        return overflow || self.currency != other.currency ? nil : Money(minorUnits: sum, currency: self.currency)
    }

    /// The sum of amounts; zero of the shop's currency for none.
    ///
    /// - Returns: nil when it is too large, or the currencies differ.
    public static func sum(_ amounts: some Sequence<Money>) -> Money? {
        var total: Money?
        for amount in amounts {
            guard let sum = total else {
                total = amount
                continue
            }
            guard let sum = sum.adding(amount) else { return nil }
            total = sum
        }
        return total ?? .zero
    }
}

extension Money: ConstrainableNumber, CustomStringConvertible {
    public static let zero = Money(minorUnits: 0)

    public static func < (left: Money, right: Money) -> Bool { left.minorUnits < right.minorUnits }

    public var jsonNumber: JSONNode { .number(self.amount) }

    public var description: String { self.amount.description }
}

extension Money: SchemaValue {
    public static func read(from reader: any ValueReader) throws(Rejected) -> Money {
        var amount = try reader.readDecimal()
        let decimals = Currency.usd.decimals
        // Other programs store binary doubles, 239.96999999999997 for three times 79.99. What comes in by a request must
        // be exact.
        if !reader.checksConstraints { amount = amount.rounded(toPlaces: decimals) }
        guard amount.decimalPlaces <= decimals else {
            throw reader.reject(
                "decimal_max_places", "Decimal input should have no more than \(decimals) decimal places")
        }
        guard let money = Money(amount) else {
            throw reader.reject("decimal_max_digits", "Decimal input should have no more than 18 digits in total")
        }
        return money
    }

    public func write(to writer: any ValueWriter) { writer.write(self.amount) }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        [
            "type": "number",
            "multipleOf": .number(ExactDecimal(coefficient: 1, exponent: -Currency.usd.decimals)),
        ]
    }
}
