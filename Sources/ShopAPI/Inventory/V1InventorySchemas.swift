import BSON
import BackOffice
import Catalog
import FoundationEssentials
import RouteKit
import Schemas
import ShopCore

/// Which products, and which page of them.
struct V1InventoryQuery: SchemaObject {
    var isLow: Bool?
    var isOut: Bool?
    var page: Int
    var size: Int

    static let schema = Schema(V1InventoryQuery.init) {
        Field("low", \.isLow)
            .described("With true those that are for sale and of which, or of one of whose variants, few are left.")
        Field("out", \.isOut)
            .described("With true those that are for sale and of which, or of one of whose variants, nothing is left.")
        Field.page(\V1InventoryQuery.page)
        Field.pageSize(\V1InventoryQuery.size)
    }

    var request: PageRequest { PageRequest(page: self.page, size: self.size) }

    var filter: InventoryFilter { self.isOut == true ? .out : self.isLow == true ? .low : .all }
}

/// A change of what can be bought of a product.
struct V1AdjustmentRequest: SchemaObject {
    var product: ProductName
    var variant: String?
    var change: Int?
    var set: Int?
    var expected: Int?
    var reason: String

    static let schema = Schema(V1AdjustmentRequest.init) {
        Field("product_id", \.product).described("Its id, slug or number.")
            .example(ProductName(text: "mechanical-keyboard-rgb"))
        Field("variant_id", \.variant).length(...100).described("Which variant, where there are some.")
        Field("change", \.change).range(-ProductRules.inventories.upperBound...ProductRules.inventories.upperBound)
            .described("So many more, or less.").example(-2)
        Field("set", \.set).range(ProductRules.inventories)
            .described("So many, in place of `change`; with it goes `expected`.")
        Field("expected", \.expected).range(ProductRules.inventories)
            .described("How many there are as far as one knows: 409 where there are others.")
        Field("reason", \.reason).notBlank().length(...200).example("Broken in the warehouse")
    }

    /// - Throws: `ValidationError` where it is not said what is to become of them, or said twice.
    func inventoryChange() throws(ValidationError) -> InventoryChange {
        switch (self.change, self.set, self.expected) {
        case (let change?, nil, nil): return .by(change)
        case (nil, let wanted?, let expected?): return .set(wanted, expected: expected)
        case (nil, _?, nil): throw .inBody("expected", "missing", "Field required with 'set'")
        case (nil, nil, _): throw .inBody("change", "missing", "Either 'change' or 'set' is required")
        case (_?, _, _): throw .inBody("change", "value_error", "Give 'change', or 'set' with 'expected'")
        }
    }

    /// - Throws: ``ShopError`` `badRequest` for what is no identifier.
    func variantID() throws(ShopError) -> ObjectID? {
        guard let variant else { return nil }
        guard let id = ObjectID(variant) else {
            throw .badRequest("The product has no such variant", field: "variant_id", reason: .variantUnknown)
        }
        return id
    }
}

/// What is there of a product.
struct V1CountedProduct: SchemaObject {
    var productID: ObjectID
    var number: Int
    var name: String
    var slug: String
    var isActive: Bool
    var inventory: Int
    var reserved: Int
    var sold: Int
    var variants: [V1CountedVariant]

    static let schema = Schema(V1CountedProduct.init) {
        Field("product_id", \.productID)
        Field("number", \.number).example(3)
        Field("name", \.name).example("Mechanical Keyboard RGB")
        Field("slug", \.slug).example("mechanical-keyboard-rgb")
        Field("is_active", \.isActive)
        Field("inventory", \.inventory).described("How many can be bought now.").example(48)
        Field("reserved", \.reserved).described("How many wait for the payments of orders.").example(2)
        Field("sold", \.sold).example(10)
        Field("variants", \.variants)
    }
}

extension V1CountedProduct {
    init(_ product: CountedProduct) {
        self.init(
            productID: product.id, number: product.number, name: product.name, slug: product.slug,
            isActive: product.isActive, inventory: product.inventory, reserved: product.reserved, sold: product.sold,
            variants: product.variants.map { V1CountedVariant($0) })
    }
}

/// What is there of a variant.
struct V1CountedVariant: SchemaObject {
    var id: ObjectID
    var sku: String
    var isActive: Bool
    var inventory: Int
    var reserved: Int
    var sold: Int

    static let schema = Schema(V1CountedVariant.init) {
        Field("id", \.id)
        Field("sku", \.sku).example("KEYB-DE")
        Field("is_active", \.isActive)
        Field("inventory", \.inventory).example(24)
        Field("reserved", \.reserved).example(0)
        Field("sold", \.sold).example(6)
    }

    init(id: ObjectID, sku: String, isActive: Bool, inventory: Int, reserved: Int, sold: Int) {
        self.id = id
        self.sku = sku
        self.isActive = isActive
        self.inventory = inventory
        self.reserved = reserved
        self.sold = sold
    }

    init(_ variant: Catalog.Variant) {
        self.init(
            id: variant.id, sku: variant.sku, isActive: variant.isActive, inventory: variant.inventory,
            reserved: variant.reserved, sold: variant.sold)
    }
}

/// A change of what can be bought, and why.
struct V1StockMovement: SchemaObject {
    var change: Int
    var reason: String
    var orderID: ObjectID?
    var variantID: ObjectID?
    var at: Date

    static let schema = Schema(V1StockMovement.init) {
        Field("change", \.change).example(-2)
        Field("reason", \.reason)
            .described(
                """
                What was written with the adjustment, or a word: `created`, `opening`, `changed`, `counted`, and of orders \
                `reserved`, `sold`, `released`, `returned`.
                """
            )
            .example("sold")
        Field("order_id", \.orderID)
        Field("variant_id", \.variantID)
        Field("at", \.at)
    }
}

extension V1StockMovement {
    init(_ movement: StockMovement) {
        self.init(
            change: movement.change, reason: movement.reason, orderID: movement.orderID,
            variantID: movement.variantID, at: movement.at)
    }
}

/// Which product.
struct V1StockedProductPath: SchemaObject {
    var name: String

    static let schema = Schema(V1StockedProductPath.init) {
        Field("product_id", \.name).length(...200).described("The product's id, number or slug.")
            .example("mechanical-keyboard-rgb")
    }
}
