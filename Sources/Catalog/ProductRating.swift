public import Schemas

/// What those who reviewed a product think of it, but for reviews that are hidden.
public struct ProductRating: SchemaObject, Hashable {
    /// The sum of their ratings, each 1 to 5.
    public var sum: Int
    /// How many there are.
    public var count: Int
    /// Rounded half-even to two decimals; 0 while there is none.
    public var average: Double
    /// How many there are of each rating. The sum, the count and the average follow from it.
    public var counts: RatingCounts

    public init(sum: Int = 0, count: Int = 0, average: Double = 0, counts: RatingCounts = RatingCounts()) {
        self.sum = sum
        self.count = count
        self.average = average
        self.counts = counts
    }

    public static let schema = Schema(ProductRating.init) {
        Field("sum", \.sum, default: 0)
        Field("count", \.count, default: 0)
        Field("average", \.average, default: 0)
        Field("by_rating", \.counts, default: RatingCounts())
    }
}

/// How many reviews there are of each rating.
public struct RatingCounts: SchemaObject, Hashable {
    public var one = 0
    public var two = 0
    public var three = 0
    public var four = 0
    public var five = 0

    public init() {}

    private init(one: Int, two: Int, three: Int, four: Int, five: Int) {
        self.one = one
        self.two = two
        self.three = three
        self.four = four
        self.five = five
    }

    public static let schema = Schema(RatingCounts.init(one:two:three:four:five:)) {
        Field("1", \.one, default: 0)
        Field("2", \.two, default: 0)
        Field("3", \.three, default: 0)
        Field("4", \.four, default: 0)
        Field("5", \.five, default: 0).example(3)
    }
}
