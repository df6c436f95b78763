import BSON
import Catalog
import Schemas
import ShopCore

/// A variant of a product in `/api/v1`.
struct V1Variant: SchemaObject {
    var id: ObjectID
    var sku: String
    var options: VariantOptions
    var price: Money?
    var salePrice: Money?
    var inventory: Int
    var imageID: ObjectID?
    var isActive: Bool

    static let schema = Schema(V1Variant.init) {
        Field("id", \.id)
        Field("sku", \.sku).example("TEE-M-RED")
        Field("options", \.options).example(["size": "M", "color": "red"])
        Field("price", \.price).described("Null for the product's.").example(Money(minorUnits: 1999))
        Field("sale_price", \.salePrice).described("Null while no discount is in force.")
        Field("inventory", \.inventory).described("What can be bought now, if the variant is active.").example(15)
        Field("image_id", \.imageID)
        Field("is_active", \.isActive).example(true)
    }
}

extension V1Variant {
    init(_ listed: ListedVariant) {
        let variant = listed.variant
        self.init(
            id: variant.id, sku: variant.sku, options: variant.options, price: variant.price,
            salePrice: listed.salePrice,
            inventory: variant.inventory, imageID: variant.imageID, isActive: variant.isActive)
    }
}
