public import Schemas

/// What those who reviewed a product think of it, but for reviews that are hidden.
public struct ProductRating: SchemaObject, Hashable {
    /// The sum of their ratings, each 1 to 5.
    public var sum: Int
    /// How many there are.
    public var count: Int
    /// Rounded half-even to two decimals; 0 while there is none.
    public var average: Double

    public init(sum: Int = 0, count: Int = 0, average: Double = 0) {
        self.sum = sum
        self.count = count
        self.average = average
    }

    public static let schema = Schema(ProductRating.init) {
        Field("sum", \.sum, default: 0)
        Field("count", \.count, default: 0)
        Field("average", \.average, default: 0)
    }
}
