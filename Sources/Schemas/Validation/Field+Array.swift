extension Field where Value.Constrained: RandomAccessCollection {
    /// At most so many elements.
    @inlinable
    public func count(_ range: PartialRangeThrough<Int>) -> Self {
        let most = range.upperBound
        return self.constrained(["maxItems": JSONNode(integerLiteral: Int64(most))]) { elements in
            guard elements.count > most else { return nil }
            return Violation(code: "too_long", message: "List should have at most \(most) items")
        }
    }
}
