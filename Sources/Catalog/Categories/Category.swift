public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas

/// A group of products, which may be part of another.
public struct Category: Document {
    public var id = ObjectID()
    public var name: String
    /// The name in URLs.
    public var slug: String
    public var description: String?
    public var parentID: ObjectID?
    /// The place among its siblings, the smallest first.
    public var sortOrder = 0
    /// The ids of all categories that it is part of, the parent last.
    public var ancestors: [ObjectID] = []
    public var createdAt = Date.now

    public static let schema = Schema("categories", Category.init) {
        Field("_id", \.id)
        Field("name", \.name)
        Field("slug", \.slug).unique()
        Field("description", \.description)
        Field("parent_id", \.parentID)
        Field("sort_order", \.sortOrder, default: 0)
        Field("ancestors", \.ancestors, default: [])
        Field("created_at", \.createdAt, default: .now)
    }

    /// The name as it is compared with others.
    static let nameKey = DerivedField<Category>("name_key") { CategoryName.key(of: $0.name) }

    /// Raised by whatever rests on the category in a transaction of its own, so that the category can't be moved or removed
    /// by another at the same time.
    static let uses = DerivedField<Category>("uses") { _ in 0 }

    public static let derivedFields = [nameKey, uses]

    /// No two of one name under one parent; all that are called so; all that are part of one.
    public static let indexes = [
        Index<Category>(.ascending(nameKey), .ascending(\.parentID)).unique(),
        Index<Category>(.ascending(\.ancestors)),
    ]

    /// The ids that its products have: of all that it is part of, and its own.
    var path: [ObjectID] { self.ancestors + [self.id] }
}
