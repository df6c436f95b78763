import CMongoC
public import Schemas

/// IEEE 754 decimal floating point with 34 digits, as MongoDB stores exact amounts.
///
/// It compares by representation. For arithmetic turn it into integers of a known scale, by
/// ``exactDecimal``.
public struct Decimal128: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads decimal text, `NaN` and `Infinity` included.
    ///
    /// - Returns: nil when the text is none or does not fit.
    public init?(_ text: String) {
        var value = bson_decimal128_t()
        // libbson looks no further than a NUL.
        guard !text.utf8.contains(0), bson_decimal128_from_string(text, &value) else { return nil }
        self.init(high: value.high, low: value.low)
    }

    /// Takes an exact decimal.
    ///
    /// - Returns: nil when the exponent is outside of -6176 to 6111.
    public init?(_ value: ExactDecimal) {
        guard (-Self.bias...6111).contains(value.exponent) else { return nil }
        let biased = value.exponent + Self.bias
        let sign: UInt64 = value.coefficient < 0 ? 1 << 63 : 0
        self.init(high: sign | UInt64(biased) << 49, low: value.coefficient.magnitude)
    }

    /// The same number as a coefficient and an exponent, or nil when it is no number or its coefficient
    /// does not fit in an `Int64`.
    public var exactDecimal: ExactDecimal? {
        // 11 behind the sign marks NaN, infinity and coefficients beyond 34 digits.
        guard self.high >> 61 & 3 != 3, self.high & 0x1_FFFF_FFFF_FFFF == 0 else { return nil }
        let isNegative = self.high >> 63 == 1
        // The smallest `Int64` has a magnitude that is one larger than that of the largest.
        guard self.low <= (isNegative ? Int64.min : Int64.max).magnitude else { return nil }
        return ExactDecimal(
            coefficient: Int64(truncatingIfNeeded: isNegative ? 0 &- self.low : self.low),
            exponent: Int(self.high >> 49 & 0x3FFF) - Self.bias)
    }

    /// The exponent of the smallest coefficient, as the interchange format biases it.
    private static let bias = 6176
}

extension Decimal128: CustomStringConvertible {
    public var description: String {
        var value = bson_decimal128_t()
        value.high = self.high
        value.low = self.low
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(BSON_DECIMAL128_STRING)) { buffer in
            bson_decimal128_to_string(&value, buffer.baseAddress!)
            return String(cString: buffer.baseAddress!)
        }
    }
}

extension Decimal128: SchemaValue {
    public static func read(from reader: any ValueReader) throws(Rejected) -> Decimal128 {
        if let reader = reader as? BSONReader { return try reader.readDecimal128() }
        guard let value = Decimal128(try reader.readDecimal()) else {
            throw reader.reject("decimal_type", "Input should fit in a 128-bit decimal")
        }
        return value
    }

    public func write(to writer: any ValueWriter) {
        if let writer = writer as? BSONWriter {
            writer.write(self)
        } else if let value = self.exactDecimal {
            writer.write(value)
        } else {
            // Digits beyond 64 bits, and NaN, survive as text only.
            writer.write(self.description)
        }
    }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { ["type": "number"] }
}
