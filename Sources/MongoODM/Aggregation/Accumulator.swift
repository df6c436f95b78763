import BSON

/// What a group of documents is reduced to.
public struct Accumulator: Sendable {
    let name: String
    let expression: AggregationExpression

    public static func sum(_ expression: AggregationExpression) -> Accumulator { Accumulator("$sum", expression) }
    public static func average(_ expression: AggregationExpression) -> Accumulator { Accumulator("$avg", expression) }
    public static func min(_ expression: AggregationExpression) -> Accumulator { Accumulator("$min", expression) }
    public static func max(_ expression: AggregationExpression) -> Accumulator { Accumulator("$max", expression) }
    /// That of the first document, in the order in which they come.
    public static func first(_ expression: AggregationExpression) -> Accumulator { Accumulator("$first", expression) }
    /// That of the last document, in the order in which they come.
    public static func last(_ expression: AggregationExpression) -> Accumulator { Accumulator("$last", expression) }
    /// All of them, as an array.
    public static func push(_ expression: AggregationExpression) -> Accumulator { Accumulator("$push", expression) }
    /// All that are different, as an array in no order.
    public static func addToSet(_ expression: AggregationExpression) -> Accumulator {
        Accumulator("$addToSet", expression)
    }
    /// How many documents there are.
    public static var count: Accumulator { Accumulator("$sum", .raw(1)) }

    private init(_ name: String, _ expression: AggregationExpression) {
        self.name = name
        self.expression = expression
    }

    var value: BSONValue { .document(BSONDocument([(self.name, self.expression.value)])) }
}
