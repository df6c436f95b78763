import MongoODM
public import Schemas
public import ShopCore

/// A product as an admin enters it.
public struct ProductDraft: SchemaObject {
    public var productID: Int
    public var name: String
    public var slug: String
    public var description: String?
    public var price: Money
    public var image: String?
    public var inventory = 0
    public var category: String?
    public var isActive = true
    /// What the client calls the field with the category, where that is the id, the slug or a name of one that must be there; nil
    /// where it is any text.
    package var categoryField: String?
    /// What the primary contract does not know of.
    package var details = ProductDetails()

    package init(
        productID: Int, name: String, slug: String, description: String?, price: Money, image: String?, inventory: Int,
        category: String?, isActive: Bool
    ) {
        self.productID = productID
        self.name = name
        self.slug = slug
        self.description = description
        self.price = price
        self.image = image
        self.inventory = inventory
        self.category = category
        self.isActive = isActive
    }

    public static let schema = Schema(ProductDraft.init, transient: [\.categoryField, \.details]) {
        Field("product_id", \.productID).range(ProductRules.productIDs).example(101)
        Field("name", \.name).notBlank().length(...ProductRules.longestName).example("New Product")
        Field("slug", \.slug).length(1...ProductRules.longestName)
            .pattern(ProductRules.slugPattern, ProductRules.isSlug).example("new-product")
        Field("description", \.description).length(...ProductRules.longestDescription)
            .example("Product description")
        Field("price", \.price).positive().range(...ProductRules.highestPrice).example(Money(minorUnits: 9999))
        Field("image", \.image).length(...ProductRules.longestURL).example("https://example.com/image.jpg")
        Field("inventory", \.inventory, default: 0).range(ProductRules.inventories).example(50)
        Field("category", \.category).length(1...ProductRules.longestName).example("Electronics")
        Field("is_active", \.isActive, default: true).example(true)
    }
}

/// Some fields of a product to be changed, the others to be left alone.
public struct ProductChanges: SchemaObject {
    public var productID: Patch<Int>
    public var name: Patch<String>
    public var slug: Patch<String>
    public var description: Patch<String?>
    public var price: Patch<Money>
    public var image: Patch<String?>
    public var inventory: Patch<Int>
    public var category: Patch<String?>
    public var isActive: Patch<Bool>
    /// What the client calls the field with the category, where that is the id, the slug or a name of one that must be there; nil
    /// where it is any text.
    package var categoryField: String?
    /// Whether the inventory is what stands for one that was not given, and is left alone where there are variants.
    package var isInventoryImplied = false
    /// What the primary contract does not know of.
    package var details = ProductDetailChanges()

    package init(
        productID: Patch<Int>, name: Patch<String>, slug: Patch<String>, description: Patch<String?>,
        price: Patch<Money>, image: Patch<String?>, inventory: Patch<Int>, category: Patch<String?>,
        isActive: Patch<Bool>
    ) {
        self.productID = productID
        self.name = name
        self.slug = slug
        self.description = description
        self.price = price
        self.image = image
        self.inventory = inventory
        self.category = category
        self.isActive = isActive
    }

    public static let schema = Schema(
        ProductChanges.init, transient: [\.categoryField, \.isInventoryImplied, \.details]
    ) {
        Field("product_id", \.productID).range(ProductRules.productIDs)
        Field("name", \.name).notBlank().length(...ProductRules.longestName)
        Field("slug", \.slug).length(1...ProductRules.longestName)
            .pattern(ProductRules.slugPattern, ProductRules.isSlug)
        Field("description", \.description).length(...ProductRules.longestDescription)
        Field("price", \.price).positive().range(...ProductRules.highestPrice)
            .example(.set(Money(minorUnits: 8999)))
        Field("image", \.image).length(...ProductRules.longestURL)
        Field("inventory", \.inventory).range(ProductRules.inventories).example(.set(40))
        Field("category", \.category).length(1...ProductRules.longestName)
        Field("is_active", \.isActive)
    }

    /// The changes without the inventory where it is that of the variants.
    ///
    /// - Throws: ``ShopError`` `conflict` when they would change it.
    func leavingStockToVariants(of product: Product) throws(ShopError) -> ProductChanges {
        guard !product.variants.isEmpty, let inventory = self.inventory.newValue else { return self }
        guard self.isInventoryImplied || inventory == product.availableInventory else { throw Self.stockIsVariants }
        var changes = self
        changes.inventory = .unchanged
        return changes
    }

    static let stockIsVariants = ShopError.conflict(
        "The product is sold by variant: set the inventory of a variant", field: "inventory", reason: .hasVariants)

    /// The changes as an update of a product: only what was sent is written, so that an inventory that was sold from in
    /// the meantime stays as it is.
    ///
    /// - Parameters:
    ///   - name: the product's name before the change.
    ///   - category: its category's name before the change.
    ///   - tags: its tags before the change.
    ///   - description: its description before the change.
    ///   - chosen: what the new text for it means.
    func updates(
        name: String, category: String?, tags: [String], description: String?, chosen: Category?
    ) -> [Update<Product>] {
        var updates: [Update<Product>] = []
        func set<Value>(_ path: KeyPath<Product, Value>, _ change: Patch<Value>) {
            if let value = change.newValue { updates.append(.set(path, value)) }
        }
        set(\.productID, self.productID)
        set(\.name, self.name)
        set(\.slug, self.slug)
        set(\.description, self.description)
        set(\.price, self.price)
        set(\.image, self.image)
        set(\.inventory, self.inventory)
        let text = self.categoryField != nil && chosen != nil ? .set(chosen?.name) : self.category
        if !self.category.isOmitted {
            set(\.category, text)
            updates.append(.set(\.categoryID, chosen?.id))
            updates.append(.set(\.categoryIDs, chosen?.path ?? []))
        }
        set(\.isActive, self.isActive)
        set(\.discount, self.details.discount)
        set(\.tags, self.details.tags)
        set(\.weight, self.details.weight)
        set(\.maximumPerOrder, self.details.maximumPerOrder)
        set(\.isFeatured, self.details.isFeatured)
        set(\.imageAddresses, self.details.imageAddresses)
        set(\.vendorID, self.details.vendorID)
        if let seo = self.details.seo.newValue { updates.append(.set(\.seo, seo ?? ProductSEO())) }
        if self.name.newValue != nil || self.category.newValue != nil {
            let texts = [self.name.newValue ?? name, (text.newValue ?? category) ?? ""]
            updates.append(.set(Product.searchGrams, to: SearchGrams.all(in: texts)))
        }
        if !self.name.isOmitted || !self.description.isOmitted || !self.details.tags.isOmitted {
            let words = ProductWords(
                name: self.name.newValue ?? name, tags: self.details.tags.newValue ?? tags,
                description: self.description.newValue ?? description)
            updates.append(.set(Product.searchWords, to: words.all))
            updates.append(.set(Product.searchNameWords, to: words.name))
            updates.append(.set(Product.searchName, to: words.wholeName))
        }
        return updates
    }
}
