/// A number in JSON's grammar: an optional minus, digits without a leading zero, a fraction, an exponent.
struct JSONNumber {
    private(set) var isNegative = false
    private(set) var coefficient: UInt64 = 0
    private(set) var exponent = 0
    /// Whether the coefficient and the exponent hold all that was written.
    private(set) var isExact = true
    /// The index behind the last character that belongs to the grammar.
    private(set) var end: Int
    /// Whether a number stands before the end; if not, the character at the end is the wrong one.
    private(set) var isValid = false

    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer, from start: Int) {
        self.end = start
        if start < bytes.count, bytes[start] == UInt8(ascii: "-") {
            self.isNegative = true
            self.end += 1
        }
        let first = self.end
        _ = self.scanDigits(bytes, isFraction: false)
        guard self.end == first + 1 || (self.end > first && bytes[first] != 0x30) else { return }
        if self.end < bytes.count, bytes[self.end] == UInt8(ascii: ".") {
            self.end += 1
            let firstPlace = self.end
            self.exponent -= self.scanDigits(bytes, isFraction: true)
            guard self.end > firstPlace else { return }
        }
        if self.end < bytes.count, bytes[self.end] | 0x20 == UInt8(ascii: "e") {
            guard self.scanExponent(bytes) else { return }
        }
        self.isValid = true
    }

    /// Appends digits to the coefficient.
    ///
    /// - Returns: how many it took. A zero that does not fit is left out: behind a decimal point it means nothing.
    @inline(__always)
    private mutating func scanDigits(_ bytes: UnsafeRawBufferPointer, isFraction: Bool) -> Int {
        var taken = 0
        while self.end < bytes.count {
            let digit = bytes[self.end] &- 0x30
            guard digit <= 9 else { break }
            self.end += 1
            let (product, isTooLarge) = self.coefficient.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeNow) = product.addingReportingOverflow(UInt64(digit))
            if isTooLarge || isTooLargeNow || sum > 1 << 63 {
                if !isFraction || digit != 0 { self.isExact = false }
            } else {
                self.coefficient = sum
                taken += 1
            }
        }
        return taken
    }

    private mutating func scanExponent(_ bytes: UnsafeRawBufferPointer) -> Bool {
        self.end += 1
        var sign = 1
        if self.end < bytes.count, bytes[self.end] == UInt8(ascii: "-") || bytes[self.end] == UInt8(ascii: "+") {
            sign = bytes[self.end] == UInt8(ascii: "-") ? -1 : 1
            self.end += 1
        }
        let first = self.end
        var written = 0
        while self.end < bytes.count {
            let digit = bytes[self.end] &- 0x30
            guard digit <= 9 else { break }
            self.end += 1
            // Beyond any format's range; more digits must not overflow.
            if written < 100_000 { written = written * 10 + Int(digit) }
        }
        guard self.end > first else { return false }
        if self.coefficient == 0 {
            self.exponent = min(self.exponent, 0)
        } else if written >= 100_000 {
            self.isExact = false
        } else {
            self.exponent += sign * written
        }
        return true
    }

    /// The number as it was written, or nil when its coefficient needs more than 64 bits.
    var exactDecimal: ExactDecimal? {
        guard self.isValid, self.isExact else { return nil }
        if self.isNegative {
            guard self.coefficient <= UInt64(Int64.max) + 1 else { return nil }
            return ExactDecimal(coefficient: Int64(truncatingIfNeeded: 0 &- self.coefficient), exponent: self.exponent)
        }
        return Int64(exactly: self.coefficient).map { ExactDecimal(coefficient: $0, exponent: self.exponent) }
    }

    /// The nearest binary number where one operation on two exact ones gives it, which rounds correctly;
    /// nil for the rest.
    var simpleDouble: Double? {
        guard self.isValid, self.isExact, self.coefficient <= 1 << 53, (-15...15).contains(self.exponent) else {
            return nil
        }
        let power = Double(PowersOfTen[abs(self.exponent)])
        let magnitude = self.exponent < 0 ? Double(self.coefficient) / power : Double(self.coefficient) * power
        return self.isNegative ? -magnitude : magnitude
    }
}
