import BSON
import Carts
import Schemas
import ShopCore

/// A line of a cart in `/api/v1`. What is null of the product is no longer known: it is gone.
struct V1CartLine: SchemaObject {
    var id: String
    var productID: ObjectID?
    var variantID: ObjectID?
    var name: String?
    var slug: String?
    var image: String?
    var options: VariantOptions
    var unitPrice: Money?
    var quantity: Int
    var itemTotal: Money?
    var isAvailable: Bool
    var stock: Int
    var message: String?
    var messageCode: V1CartNotice?

    static let schema = Schema(V1CartLine.init) {
        Field("id", \.id).described("Names the line in paths.").example("507f1f77bcf86cd799439012")
        Field("product_id", \.productID)
        Field("variant_id", \.variantID)
        Field("name", \.name).example("Gaming Laptop Pro")
        Field("slug", \.slug).example("gaming-laptop-pro")
        Field("image", \.image).described("The upload's address, else the one that was given.")
        Field("options", \.options).described("Those of the variant.").example(["size": "M"])
        Field("unit_price", \.unitPrice).example(Money(minorUnits: 249_999))
        Field("quantity", \.quantity).example(2)
        Field("item_total", \.itemTotal).example(Money(minorUnits: 499_998))
        Field("available", \.isAvailable).described("Whether the line can be bought as it is.").example(true)
        Field("stock", \.stock).described("How many can be bought now.").example(15)
        Field("message", \.message).described("What has changed since the line was made or last changed, for people.")
        Field("message_code", \.messageCode).described(
            "The same for programs. All but `price_changed` keep the line from being bought.")
    }
}

extension V1CartLine {
    init(_ line: PricedCart.Line, _ notice: V1CartNotice?) {
        let product = line.product
        self.init(
            id: (line.item.variantID ?? product?.id)?.hexString ?? String(line.item.productID),
            productID: product?.id, variantID: line.item.variantID, name: product?.name, slug: product?.slug,
            image: product.flatMap { V1Image.first($0.pictureID, or: $0.image) },
            options: product?.options ?? [:], unitPrice: product?.price, quantity: line.item.quantity,
            itemTotal: line.total, isAvailable: notice?.isObstacle != true,
            stock: product?.inventory ?? 0, message: notice?.message(line), messageCode: notice)
    }
}
