import BSON
import Catalog
import Schemas
import ShopCore

/// Which product.
struct V1ProductPath: SchemaObject {
    var name: String

    static let schema = Schema(V1ProductPath.init) {
        Field.productName(\V1ProductPath.name)
    }
}

extension Field where Value == String {
    /// Which product, in a path.
    static func productName(_ keyPath: any KeyPath<Root, String> & Sendable) -> Field {
        Field("id", keyPath).described("The product's id, number or slug, whichever there is, in this order.")
            .example("gaming-laptop-pro")
    }
}

/// A product as an admin enters it, whole.
struct V1ProductRequest: SchemaObject {
    var name: String
    var number: Int?
    var slug: String?
    var description: String?
    var price: Money
    var discount: Discount?
    var image: String?
    var imageURL: String?
    var inventory: Int?
    var stock: Int?
    var category: String?
    var categoryID: String?
    var isActive: Bool
    var tags: [String]
    var weight: Int?
    var maximumPerOrder: Int?
    var isFeatured: Bool
    var seo: ProductSEO
    var vendorID: ObjectID?
    var images: [String]

    static let schema = Schema(V1ProductRequest.init) {
        Field("name", \.name).notBlank().length(...ProductRules.longestName).example("Desk Lamp")
        Field("number", \.number).range(ProductRules.productIDs)
            .described("Made when absent; a product that is replaced keeps its own.")
        Field("slug", \.slug).v1Slug()
            .described("Made of the name when absent; a product that is replaced keeps its own.")
        Field("description", \.description).length(...ProductRules.longestDescription).example("Bright and small")
        Field("price", \.price).positive().range(...ProductRules.highestPrice).example(Money(minorUnits: 1999))
        Field("discount", \.discount).discount()
        Field("image", \.image).length(...ProductRules.longestURL).example("https://example.com/image.jpg")
        Field("image_url", \.imageURL).length(...ProductRules.longestURL).described("Counts where `image` is absent.")
        Field("inventory", \.inventory).range(ProductRules.inventories).described("0 when absent.").example(50)
        Field("stock", \.stock).range(ProductRules.inventories).described("Counts where `inventory` is absent.")
        Field("category", \.category).length(1...ProductRules.longestName)
            .described("The id, the slug or the name of a category.")
        Field("category_id", \.categoryID).length(1...ProductRules.longestName)
            .described("The same, where `category` is absent.")
        Field("is_active", \.isActive, default: true).example(true)
        Field("tags", \.tags, default: []).tags().example(["desk", "led"])
        Field("weight", \.weight).range(0...ProductRules.highestWeight).described("In grams.").example(850)
        Field("max_per_order", \.maximumPerOrder).range(ProductRules.perOrder)
            .described("How many one order may have; as many as there are when absent.")
        Field("is_featured", \.isFeatured, default: false)
        Field("seo", \.seo, default: ProductSEO())
        Field("vendor_id", \.vendorID)
            .described("Who sells it; null for the shop itself. A vendor's products are the vendor's in any case.")
        Field("images", \.images, default: []).imageAddresses()
            .described("Addresses of pictures elsewhere, shown after the uploads.")
    }

    /// What is not given, and has to be made for a new product.
    var making: MadeNames {
        var names: MadeNames = []
        if self.number == nil { names.insert(.number) }
        if self.slug == nil { names.insert(.slug) }
        return names
    }

    /// A new product; 0 and an empty text stand for what ``making`` names.
    ///
    /// - Parameter scope: whose products its author may add.
    func draft(within scope: ProductScope) -> ProductDraft {
        var draft = ProductDraft(
            productID: self.number ?? 0, name: self.name, slug: self.slug ?? "", description: self.description,
            price: self.price, image: self.image ?? self.imageURL, inventory: self.inventory ?? self.stock ?? 0,
            category: self.category ?? self.categoryID, isActive: self.isActive)
        draft.categoryField = self.categoryField
        draft.details = self.details
        if case .vendor(let id) = scope { draft.details.vendorID = id }
        return draft
    }

    private var categoryField: String { self.category == nil ? "category_id" : "category" }

    private var details: ProductDetails {
        ProductDetails(
            tags: self.tags, weight: self.weight, maximumPerOrder: self.maximumPerOrder, isFeatured: self.isFeatured,
            seo: self.seo, vendorID: self.vendorID, discount: self.discount, imageAddresses: self.images)
    }

    /// Everything as a change of a product that is there.
    ///
    /// - Parameter scope: whose products its author may change.
    func replacement(within scope: ProductScope) -> ProductChanges {
        var changes = ProductChanges(
            productID: self.number.map { .set($0) } ?? .unchanged, name: .set(self.name),
            slug: self.slug.map { .set($0) } ?? .unchanged, description: .set(self.description),
            price: .set(self.price), image: .set(self.image ?? self.imageURL),
            inventory: .set(self.inventory ?? self.stock ?? 0), category: .set(self.category ?? self.categoryID),
            isActive: .set(self.isActive))
        changes.categoryField = self.categoryField
        changes.isInventoryImplied = self.inventory == nil && self.stock == nil
        changes.details = self.details.replacement
        if scope != .all { changes.details.vendorID = .unchanged }
        return changes
    }
}

/// Some fields of a product to be changed.
struct V1ProductChanges: SchemaObject {
    var name: Patch<String>
    var number: Patch<Int>
    var slug: Patch<String>
    var description: Patch<String?>
    var price: Patch<Money>
    var discount: Patch<Discount?>
    var image: Patch<String?>
    var imageURL: Patch<String?>
    var inventory: Patch<Int>
    var stock: Patch<Int>
    var category: Patch<String?>
    var categoryID: Patch<String?>
    var isActive: Patch<Bool>
    var tags: Patch<[String]>
    var weight: Patch<Int?>
    var maximumPerOrder: Patch<Int?>
    var isFeatured: Patch<Bool>
    var seo: Patch<ProductSEO?>
    var vendorID: Patch<ObjectID?>
    var images: Patch<[String]>

    static let schema = Schema(V1ProductChanges.init) {
        Field("name", \.name).notBlank().length(...ProductRules.longestName)
        Field("number", \.number).range(ProductRules.productIDs)
        Field("slug", \.slug).v1Slug()
        Field("description", \.description).length(...ProductRules.longestDescription)
        Field("price", \.price).positive().range(...ProductRules.highestPrice)
            .example(.set(Money(minorUnits: 1799)))
        Field("discount", \.discount).discount().described("Null removes it.")
        Field("image", \.image).length(...ProductRules.longestURL)
        Field("image_url", \.imageURL).length(...ProductRules.longestURL).described("Counts where `image` is absent.")
        Field("inventory", \.inventory).range(ProductRules.inventories).example(.set(40))
        Field("stock", \.stock).range(ProductRules.inventories).described("Counts where `inventory` is absent.")
        Field("category", \.category).length(1...ProductRules.longestName)
            .described("The id, the slug or the name of a category.")
        Field("category_id", \.categoryID).length(1...ProductRules.longestName)
            .described("The same, where `category` is absent.")
        Field("is_active", \.isActive)
        Field("tags", \.tags).tags()
        Field("weight", \.weight).range(0...ProductRules.highestWeight).described("In grams.")
        Field("max_per_order", \.maximumPerOrder).range(ProductRules.perOrder)
        Field("is_featured", \.isFeatured)
        Field("seo", \.seo).described("As a whole.")
        Field("vendor_id", \.vendorID).described("Who sells it. Vendors can't change it.")
        Field("images", \.images).imageAddresses().described(
            "Addresses of pictures elsewhere, shown after the uploads.")
    }

    /// - Parameter scope: whose products their author may change.
    func changes(within scope: ProductScope) -> ProductChanges {
        var changes = ProductChanges(
            productID: self.number, name: self.name, slug: self.slug, description: self.description, price: self.price,
            image: self.image.isOmitted ? self.imageURL : self.image,
            inventory: self.inventory.isOmitted ? self.stock : self.inventory,
            category: self.category.isOmitted ? self.categoryID : self.category, isActive: self.isActive)
        changes.categoryField = self.category.isOmitted ? "category_id" : "category"
        changes.details = ProductDetailChanges(
            tags: self.tags.newValue.map { .set(ProductTag.normalized($0)) } ?? .unchanged, weight: self.weight,
            maximumPerOrder: self.maximumPerOrder, isFeatured: self.isFeatured, seo: self.seo,
            vendorID: scope == .all ? self.vendorID : .unchanged, discount: self.discount,
            imageAddresses: self.images)
        return changes
    }
}

extension Field where Value.Constrained == [String] {
    /// Addresses of pictures.
    func imageAddresses() -> Self {
        self.count(...ProductRules.mostImages)
            .constrained(
                by: Constraint { addresses in
                    let isFine = addresses.allSatisfy { 1...ProductRules.longestURL ~= $0.unicodeScalars.count }
                    guard !isFine else { return nil }
                    return Violation(
                        code: "value_error",
                        message: "An address should have 1 to \(ProductRules.longestURL) characters")
                })
    }
}
