public import BSON
public import Schemas

/// What a stage of an aggregation computes for each document.
/// <https://www.mongodb.com/docs/manual/reference/operator/aggregation/>
public struct AggregationExpression: Sendable {
    let value: BSONValue
    /// What makes it unusable, if anything does.
    let problem: String?

    init(_ value: BSONValue, problem: String? = nil) {
        self.value = value
        self.problem = problem
    }

    /// A field of the documents, by the property of a type that is shaped as they are at this point. After an array
    /// was unwound, `\.lines[.each].price` is the price of its one element.
    public static func field<Shape: SchemaObject>(_ path: PartialKeyPath<Shape>) -> AggregationExpression {
        let path = FieldPath(path)
        return path.isKnown
            ? AggregationExpression(.string("$" + path.name)) : AggregationExpression(.null, problem: path.name)
    }

    /// A value, whatever it looks like.
    public static func value(_ value: some SchemaValue) -> AggregationExpression {
        AggregationExpression(.document(["$literal": BSONValue(encoding: value)]))
    }

    /// An expression written by hand, for what has no typed form.
    public static func raw(_ value: BSONValue) -> AggregationExpression { AggregationExpression(value) }

    /// A unit of time.
    public enum TimeUnit: String, Sendable {
        case minute, hour, day, week, month, quarter, year
    }

    /// The beginning of the unit of time in which a date lies.
    ///
    /// - Parameter timeZone: an Olson name or an offset, for example `Europe/Berlin` or `+02:00`.
    public static func dateTrunc(
        _ date: AggregationExpression, to unit: TimeUnit, timeZone: String = "UTC"
    ) -> AggregationExpression {
        AggregationExpression(
            .document([
                "$dateTrunc": ["date": date.value, "unit": .string(unit.rawValue), "timezone": .string(timeZone)]
            ]), problem: date.problem)
    }

    /// How many elements an array has.
    public static func size(_ array: AggregationExpression) -> AggregationExpression { self.apply("$size", [array]) }

    public static func + (left: AggregationExpression, right: AggregationExpression) -> AggregationExpression {
        self.apply("$add", [left, right])
    }
    public static func - (left: AggregationExpression, right: AggregationExpression) -> AggregationExpression {
        self.apply("$subtract", [left, right])
    }
    public static func * (left: AggregationExpression, right: AggregationExpression) -> AggregationExpression {
        self.apply("$multiply", [left, right])
    }
    public static func / (left: AggregationExpression, right: AggregationExpression) -> AggregationExpression {
        self.apply("$divide", [left, right])
    }

    private static func apply(_ name: String, _ operands: [AggregationExpression]) -> AggregationExpression {
        AggregationExpression(
            .document(BSONDocument([(name, .array(operands.map(\.value)))])),
            problem: operands.lazy.compactMap(\.problem).first)
    }
}

extension BSONValue {
    /// A value as BSON has it.
    init(encoding value: some SchemaValue) {
        let document = BSONDocument { $0.write(value, under: "value") }
        self = document["value"] ?? .null
    }
}
