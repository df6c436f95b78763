public import BSON
public import Schemas

/// A category as it is entered.
public struct CategoryDraft: Sendable {
    public var name: String
    /// Made of the name when nil; a category that is replaced keeps its own.
    public var slug: String?
    public var description: String?
    public var parentID: ObjectID?
    public var sortOrder: Int

    package init(name: String, slug: String?, description: String?, parentID: ObjectID?, sortOrder: Int) {
        self.name = name
        self.slug = slug
        self.description = description
        self.parentID = parentID
        self.sortOrder = sortOrder
    }

    /// Everything as a change of a category that is there.
    package var replacement: CategoryChanges {
        CategoryChanges(
            name: .set(self.name), slug: self.slug.map { .set($0) } ?? .unchanged, description: .set(self.description),
            parentID: .set(self.parentID), sortOrder: .set(self.sortOrder))
    }
}

/// Some fields of a category to be changed, the others to be left alone.
public struct CategoryChanges: Sendable {
    public var name: Patch<String>
    public var slug: Patch<String>
    public var description: Patch<String?>
    public var parentID: Patch<ObjectID?>
    public var sortOrder: Patch<Int>

    package init(
        name: Patch<String>, slug: Patch<String>, description: Patch<String?>, parentID: Patch<ObjectID?>,
        sortOrder: Patch<Int>
    ) {
        self.name = name
        self.slug = slug
        self.description = description
        self.parentID = parentID
        self.sortOrder = sortOrder
    }

    /// The category afterwards, but for what follows from its parent.
    func applied(to category: Category) -> Category {
        var category = category
        if let name = self.name.newValue { category.name = CategoryName.trimmed(name) }
        if let slug = self.slug.newValue { category.slug = slug }
        if let description = self.description.newValue { category.description = description }
        if let parentID = self.parentID.newValue { category.parentID = parentID }
        if let sortOrder = self.sortOrder.newValue { category.sortOrder = sortOrder }
        return category
    }
}
