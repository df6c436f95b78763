public import ShopCore

/// How many products each further filter would leave, where that filter took the place of the present one of its kind.
public struct ProductFacets: Sendable {
    /// Those with the most products first.
    public var categories: [(category: Category, count: Int)] = []
    /// As somebody wrote them; those with the most products first.
    public var tags: [(name: String, count: Int)] = []
    /// From the lowest to the highest; both ends belong to a range.
    public var prices: [(from: Money, to: Money, count: Int)] = []
    /// From the best on; each has those of the better ones, too.
    public var ratings: [(minimum: Int, count: Int)] = []
    /// As somebody wrote them, by name; the values with the most products first.
    public var options: [(name: String, values: [(value: String, count: Int)])] = []
}
