import BSON
import Catalog
import Schemas
import ShopCore

/// Which variant of which product.
struct V1VariantPath: SchemaObject {
    var product: String
    var id: String

    static let schema = Schema(V1VariantPath.init) {
        Field.productName(\V1VariantPath.product)
        Field("variant_id", \.id).described("The variant's id.").example("507f1f77bcf86cd799439015")
    }
}

/// A variant as an admin enters it.
struct V1VariantRequest: SchemaObject {
    var sku: String
    var options: VariantOptions
    var price: Money?
    var inventory: Int?
    var stock: Int?
    var imageID: ObjectID?
    var isActive: Bool

    static let schema = Schema(V1VariantRequest.init) {
        Field("sku", \.sku).notBlank().length(...ProductRules.longestSKU)
            .described("No two variants of the shop have the same.").example("TEE-M-RED")
        Field("options", \.options).variantOptions()
            .described("All variants of a product have the same names.").example(["size": "M", "color": "red"])
        Field("price", \.price).positive().range(...ProductRules.highestPrice).described("The product's when absent.")
        Field("inventory", \.inventory).range(ProductRules.inventories)
            .described("When absent 0, or, of the first variant, what the product has.").example(15)
        Field("stock", \.stock).range(ProductRules.inventories).described("Counts where `inventory` is absent.")
        Field("image_id", \.imageID).described("One of the product's images.")
        Field("is_active", \.isActive, default: true).example(true)
    }

    var draft: VariantDraft {
        VariantDraft(
            sku: self.sku, options: self.options, price: self.price, inventory: self.inventory ?? self.stock,
            imageID: self.imageID, isActive: self.isActive)
    }
}

/// Some fields of a variant to be changed.
struct V1VariantChanges: SchemaObject {
    var sku: Patch<String>
    var options: Patch<VariantOptions>
    var price: Patch<Money?>
    var inventory: Patch<Int>
    var stock: Patch<Int>
    var imageID: Patch<ObjectID?>
    var isActive: Patch<Bool>

    static let schema = Schema(V1VariantChanges.init) {
        Field("sku", \.sku).notBlank().length(...ProductRules.longestSKU)
        Field("options", \.options).variantOptions()
        Field("price", \.price).positive().range(...ProductRules.highestPrice).described("Null for the product's.")
        Field("inventory", \.inventory).range(ProductRules.inventories).example(.set(20))
        Field("stock", \.stock).range(ProductRules.inventories).described("Counts where `inventory` is absent.")
        Field("image_id", \.imageID).described("One of the product's images.")
        Field("is_active", \.isActive)
    }

    var changes: VariantChanges {
        VariantChanges(
            sku: self.sku, options: self.options, price: self.price,
            inventory: self.inventory.isOmitted ? self.stock : self.inventory, imageID: self.imageID,
            isActive: self.isActive)
    }
}

extension Field where Value.Constrained == VariantOptions {
    /// One to five names with a value each, neither of them blank or long.
    func variantOptions() -> Self {
        let counts = ProductRules.optionCounts
        let keywords: JSONNode = [
            "minProperties": JSONNode(integerLiteral: Int64(counts.lowerBound)),
            "maxProperties": JSONNode(integerLiteral: Int64(counts.upperBound)),
        ]
        return self.constrained(
            by: Constraint(keywords: keywords) { options in
                guard counts.contains(options.list.count) else {
                    return Violation(
                        code: "value_error",
                        message: "A variant should have \(counts.lowerBound) to \(counts.upperBound) options")
                }
                for option in options.list {
                    let path = [PathPart.field(option.name)]
                    guard ProductRules.isOptionName(option.name) else {
                        return Violation(
                            path: path, code: "value_error",
                            message: "The name of an option should have 1 to \(ProductRules.longestOptionName) "
                                + "characters, without a dot, and no $ or blank at its ends")
                    }
                    guard !option.value.allSatisfy(\.isWhitespace),
                        option.value.unicodeScalars.count <= ProductRules.longestOptionValue
                    else {
                        return Violation(
                            path: path, code: "value_error",
                            message: "An option should have 1 to \(ProductRules.longestOptionValue) characters")
                    }
                }
                return nil
            })
    }
}
