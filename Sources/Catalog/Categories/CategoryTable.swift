public import BSON

/// All categories, as they were at one moment.
public struct CategoryTable: Sendable {
    private let byID: [ObjectID: Category]
    private let bySlug: [String: Category]
    private let byName: [String: Category]
    private let parts: [ObjectID?: [Category]]

    init(_ categories: [Category]) {
        self.byID = Dictionary(categories.map { ($0.id, $0) }) { first, _ in first }
        self.bySlug = Dictionary(categories.map { ($0.slug, $0) }) { first, _ in first }
        self.byName = Dictionary(grouping: categories) { CategoryName.key(of: $0.name) }
            .compactMapValues(CategoryTable.preferred)
        let byID = self.byID
        // What is part of a category that is gone stands at the top, so that it is seen.
        self.parts = Dictionary(grouping: categories) { $0.parentID.flatMap { byID[$0]?.id } }
            .mapValues { parts in
                parts.sorted { ($0.sortOrder, $0.name, $0.id.hexString) < ($1.sortOrder, $1.name, $1.id.hexString) }
            }
    }

    /// Which of the categories of one name is meant where only the name is told: one that is part of no other, or the
    /// oldest.
    static func preferred(_ categories: [Category]) -> Category? {
        let categories = categories.sorted { $0.id.hexString < $1.id.hexString }
        return categories.first { $0.parentID == nil } ?? categories.first
    }

    /// How many there are.
    public var count: Int { self.byID.count }

    public subscript(id: ObjectID) -> Category? { self.byID[id] }

    /// The category with an id, a slug or a name, whichever there is, in this order.
    public func named(_ text: String) -> Category? {
        if let id = ObjectID(text), let category = self.byID[id] { return category }
        return self.bySlug[text] ?? self.byName[CategoryName.key(of: text)]
    }

    /// What is directly part of a category, in the order in which it is shown; nil for what is part of none.
    public func parts(of id: ObjectID?) -> [Category] { self.parts[id] ?? [] }

    /// The category of a product. One that another program has stored may only have the name.
    public func category(of product: Product) -> Category? {
        if let id = product.categoryID { return self.byID[id] }
        return product.category.flatMap { self.byName[CategoryName.key(of: $0)] }
    }
}
