import Schemas
import ShopCore

/// A line of a file of products, by the rules for products that are added one by one. What is nil is left alone, or made.
struct ImportedRow: SchemaObject {
    var number: Int?
    var sku: String?
    var name: String?
    var slug: String?
    var description: String?
    var price: Money?
    var inventory: Int?
    var category: String?
    var tags: [String]
    var isActive: Bool?

    static let schema = Schema(ImportedRow.init) {
        Field("number", \.number).range(ProductRules.productIDs)
        Field("sku", \.sku).length(...ProductRules.longestSKU)
        Field("name", \.name).notBlank().length(...ProductRules.longestName)
        Field("slug", \.slug).v1Slug()
        Field("description", \.description).length(...ProductRules.longestDescription)
        Field("price", \.price).positive().range(...ProductRules.highestPrice)
        Field("inventory", \.inventory).range(ProductRules.inventories)
        Field("category", \.category).length(1...ProductRules.longestName)
        Field("tags", \.tags, default: []).tags()
        Field("is_active", \.isActive)
    }
}

extension ImportedRow {
    /// The slug by which a product is known that has no number and no slug in the file: the one that its name makes. Nil where
    /// something else tells which it is, or where the name makes none.
    var identifyingSlug: String? {
        if let slug { return slug }
        guard self.number == nil, self.sku == nil, let name else { return nil }
        let made = MadeSlug.slug(of: name, number: 0, attempt: 0)
        return made == MadeSlug.slug(of: name, number: 1, attempt: 0) ? made : nil
    }

    /// What no other line of the file may have as well.
    var keys: [ImportKey] {
        if let sku { return [.sku(sku)] }
        return (self.number.map { [.number($0)] } ?? []) + (self.identifyingSlug.map { [.slug($0)] } ?? [])
    }

    /// A new product.
    ///
    /// - Parameters:
    ///   - number: where the file has none.
    ///   - slug: where the file has none.
    /// - Throws: `ValidationError` for what a new product must have.
    func draft(number: Int, slug: String) throws(ValidationError) -> ProductDraft {
        guard let name, let price else {
            let missing = (self.name == nil ? ["name"] : []) + (self.price == nil ? ["price"] : [])
            throw ValidationError(
                missing.map { Violation(path: [.field($0)], code: "missing", message: "Field required") })
        }
        var draft = ProductDraft(
            productID: self.number ?? number, name: name, slug: self.slug ?? slug, description: self.description,
            price: price, image: nil, inventory: self.inventory ?? 0, category: self.category,
            isActive: self.isActive ?? true)
        draft.categoryField = "category"
        draft.details = ProductDetails(tags: self.tags)
        return draft
    }

    /// What is to become different of a product, but for the inventory.
    ///
    /// - Parameter isCategory: whether the file's category is the product's.
    func changes(of product: Product, isCategory: Bool) -> ProductChanges {
        func patch<Value: Equatable>(_ value: Value?, _ present: Value?) -> Patch<Value> {
            value.map { $0 == present ? .unchanged : .set($0) } ?? .unchanged
        }
        func optional<Value: Equatable>(_ value: Value?, _ present: Value?) -> Patch<Value?> {
            value == nil || value == present ? .unchanged : .set(value)
        }
        var changes = ProductChanges(
            productID: .unchanged, name: patch(self.name, product.name), slug: patch(self.slug, product.slug),
            description: optional(self.description, product.description), price: patch(self.price, product.price),
            image: .unchanged, inventory: .unchanged,
            category: self.category == nil || isCategory ? .unchanged : .set(self.category),
            isActive: patch(self.isActive, product.isActive))
        changes.categoryField = "category"
        // A tag with a comma in it makes two in a file; what the file has of them is still the same.
        let present = ProductTag.normalized(ProductColumn.tags(in: ProductColumn.joined(product.tags)))
        if !self.tags.isEmpty, ProductTag.normalized(self.tags) != present {
            changes.details.tags = .set(ProductTag.normalized(self.tags))
        }
        return changes
    }

    /// What is to become different of a variant, but for the inventory. Its product's columns don't count.
    func changes(of variant: Variant) -> VariantChanges {
        VariantChanges(
            sku: .unchanged, options: .unchanged,
            price: self.price == nil || self.price == variant.price ? .unchanged : .set(self.price),
            inventory: .unchanged,
            isActive: self.isActive.map { $0 == variant.isActive ? .unchanged : .set($0) } ?? .unchanged)
    }
}

extension ProductChanges {
    /// Whether there is nothing that an import changes.
    var isEmpty: Bool {
        self.name.isOmitted && self.slug.isOmitted && self.description.isOmitted && self.price.isOmitted
            && self.category.isOmitted && self.isActive.isOmitted && self.details.tags.isOmitted
            && self.inventory.isOmitted
    }
}

extension VariantChanges {
    /// Whether there is nothing that an import changes.
    var isEmpty: Bool { self.price.isOmitted && self.isActive.isOmitted && self.inventory.isOmitted }
}

/// What tells which product or variant a line is about.
enum ImportKey: Hashable {
    case number(Int)
    case slug(String)
    case sku(String)
}
