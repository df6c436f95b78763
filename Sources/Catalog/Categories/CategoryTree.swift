import BSON

/// A category with what is part of it, and how much is in it.
public struct CategoryTree: Sendable {
    public let category: Category
    /// How many active products it has, those of its parts included.
    public let productCount: Int
    public let parts: [CategoryTree]

    init(_ category: Category, count: Int, parts: [CategoryTree]) {
        self.category = category
        self.productCount = count
        self.parts = parts
    }

    /// - Parameter levels: how deep to look: what another program has stored may be part of itself.
    init(_ category: Category, in table: CategoryTable, counts: [ObjectID: Int], levels: Int) {
        self.init(
            category, count: counts[category.id] ?? 0,
            parts: levels == 0
                ? []
                : table.parts(of: category.id).map {
                    CategoryTree($0, in: table, counts: counts, levels: levels - 1)
                })
    }
}
