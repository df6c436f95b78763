import BSON
import Catalog
import Schemas
import ShopCore

/// How to list the categories.
struct V1CategoryListQuery: SchemaObject {
    var isFlat: Bool
    var page: Int
    var size: Int

    static let schema = Schema(V1CategoryListQuery.init) {
        Field("flat", \.isFlat, default: false)
            .described("A page of all categories, each before what is part of it, instead of the tree.")
        Field.page(\V1CategoryListQuery.page)
        Field.pageSize(\V1CategoryListQuery.size)
    }

    var request: PageRequest { PageRequest(page: self.page, size: self.size) }
}

/// Which category.
struct V1CategoryPath: SchemaObject {
    var name: String

    static let schema = Schema(V1CategoryPath.init) {
        Field("id", \.name).described("The category's id or slug.").example("electronics")
    }
}

/// A category as it is entered, whole.
struct V1CategoryRequest: SchemaObject {
    var name: String
    var slug: String?
    var description: String?
    var parentID: ObjectID?
    var sortOrder: Int

    static let schema = Schema(V1CategoryRequest.init) {
        Field("name", \.name).notBlank().length(...ProductRules.longestName).example("Lamps")
        Field("slug", \.slug).v1Slug()
            .described("Made of the name when absent; a category that is replaced keeps its own.")
        Field("description", \.description).length(...ProductRules.longestDescription).example("All that shines")
        Field("parent_id", \.parentID).described("What it is part of; null for none.")
        Field("sort_order", \.sortOrder, default: 0).range(V1CategoryRequest.sortOrders)
            .described("The place among its siblings, the smallest first; by name where equal.")
    }

    static let sortOrders = -1_000_000...1_000_000

    var draft: CategoryDraft {
        CategoryDraft(
            name: self.name, slug: self.slug, description: self.description, parentID: self.parentID,
            sortOrder: self.sortOrder)
    }
}

/// Some fields of a category to be changed.
struct V1CategoryChanges: SchemaObject {
    var name: Patch<String>
    var slug: Patch<String>
    var description: Patch<String?>
    var parentID: Patch<ObjectID?>
    var sortOrder: Patch<Int>

    static let schema = Schema(V1CategoryChanges.init) {
        Field("name", \.name).notBlank().length(...ProductRules.longestName).example(.set("Lights"))
        Field("slug", \.slug).v1Slug()
        Field("description", \.description).length(...ProductRules.longestDescription)
        Field("parent_id", \.parentID).described("What it is part of; null for none.")
        Field("sort_order", \.sortOrder).range(V1CategoryRequest.sortOrders)
    }

    var changes: CategoryChanges {
        CategoryChanges(
            name: self.name, slug: self.slug, description: self.description, parentID: self.parentID,
            sortOrder: self.sortOrder)
    }
}
