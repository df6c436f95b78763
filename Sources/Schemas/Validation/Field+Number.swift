/// Numbers that ``Field`` can compare and describe.
public protocol ConstrainableNumber: Comparable, Sendable {
    /// The number as JSON Schema writes it.
    var jsonNumber: JSONNode { get }
    static var zero: Self { get }
}

extension ConstrainableNumber where Self: BinaryInteger {
    public var jsonNumber: JSONNode { JSONNode(integerLiteral: Int64(self)) }
}

extension Int: ConstrainableNumber {}
extension Int32: ConstrainableNumber {}
extension Int64: ConstrainableNumber {}

extension Field where Value.Constrained: ConstrainableNumber {
    /// Greater than zero.
    @inlinable
    public func positive() -> Self {
        self.constrained(["exclusiveMinimum": 0]) { number in
            guard number <= .zero else { return nil }
            return Violation(code: "greater_than", message: "Input should be greater than 0")
        }
    }

    /// The bound or more.
    @inlinable
    public func range(_ range: PartialRangeFrom<Value.Constrained>) -> Self {
        let least = range.lowerBound
        return self.constrained(["minimum": least.jsonNumber]) { number in
            guard number < least else { return nil }
            return Violation(
                code: "greater_than_equal", message: "Input should be greater than or equal to \(least)")
        }
    }

    /// The bound or less.
    @inlinable
    public func range(_ range: PartialRangeThrough<Value.Constrained>) -> Self {
        let most = range.upperBound
        return self.constrained(["maximum": most.jsonNumber]) { number in
            guard number > most else { return nil }
            return Violation(code: "less_than_equal", message: "Input should be less than or equal to \(most)")
        }
    }

    /// Between the bounds, both included.
    @inlinable
    public func range(_ range: ClosedRange<Value.Constrained>) -> Self {
        self.range(range.lowerBound...).range(...range.upperBound)
    }
}

extension Field where Value.Constrained == ExactDecimal {
    /// At most so many digits behind the decimal point.
    @inlinable
    public func decimals(_ range: PartialRangeThrough<Int>) -> Self {
        let most = range.upperBound
        return self.constrained(["multipleOf": .number(ExactDecimal(coefficient: 1, exponent: -most))]) { number in
            guard number.decimalPlaces > most else { return nil }
            return Violation(
                code: "decimal_max_places",
                message: "Decimal input should have no more than \(most) decimal place\(most == 1 ? "" : "s")")
        }
    }
}
