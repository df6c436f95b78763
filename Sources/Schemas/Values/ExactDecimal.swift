/// A decimal number as it was written: `coefficient * 10^exponent`, with no binary rounding anywhere.
///
/// Equality is of the written form (`1.50` differs from `1.5`); ``scaled(to:)`` brings two to one form.
public struct ExactDecimal: Hashable, Sendable {
    public var coefficient: Int64
    public var exponent: Int

    @inlinable
    public init(coefficient: Int64, exponent: Int) {
        self.coefficient = coefficient
        self.exponent = exponent
    }

    /// The number of digits behind the decimal point that the value needs, trailing zeros left out.
    public var decimalPlaces: Int {
        guard self.coefficient != 0, self.exponent < 0 else { return 0 }
        var coefficient = self.coefficient
        // The smallest `Int` has no opposite.
        var exponent = max(self.exponent, -Int.max)
        while exponent < 0, coefficient % 10 == 0 {
            coefficient /= 10
            exponent += 1
        }
        return -exponent
    }

    /// The coefficient for a given number of decimal places.
    ///
    /// - Returns: nil when the value has more places than that or does not fit.
    public func scaled(to places: Int) -> Int64? {
        guard self.coefficient != 0 else { return 0 }
        var coefficient = self.coefficient
        var (shift, isTooLarge) = self.exponent.addingReportingOverflow(places)
        guard !isTooLarge else { return nil }
        while shift < 0 {
            guard coefficient % 10 == 0 else { return nil }
            coefficient /= 10
            shift += 1
        }
        while shift > 0 {
            let (product, overflow) = coefficient.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            coefficient = product
            shift -= 1
        }
        return coefficient
    }

    /// Reads JSON's number grammar: an optional minus, digits, a fraction, an exponent.
    ///
    /// - Returns: nil when the text is not such a number or has more digits than 64 bits hold.
    public init?(parsing text: UnsafeRawBufferPointer) {
        let number = JSONNumber(text, from: 0)
        guard number.end == text.count, let value = number.exactDecimal else { return nil }
        self = value
    }

    /// Reads JSON's number grammar.
    ///
    /// - Returns: nil when the text is not such a number or has more digits than 64 bits hold.
    public init?(_ text: String) {
        var text = text
        guard let value = text.withUTF8({ ExactDecimal(parsing: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = value
    }
}

extension ExactDecimal: CustomStringConvertible {
    /// The plain digits, for example `2999.98`; with an exponent where there would be more digits than can be read.
    public var description: String {
        if self.exponent >= 0 {
            return self.scaled(to: 0).map { String($0) } ?? "\(self.coefficient)e\(self.exponent)"
        }
        guard self.exponent >= -18 else { return "\(self.coefficient)e\(self.exponent)" }
        let digits = String(self.coefficient.magnitude)
        let places = -self.exponent
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let point = padded.index(padded.endIndex, offsetBy: -places)
        return (self.coefficient < 0 ? "-" : "") + padded[..<point] + "." + padded[point...]
    }
}
