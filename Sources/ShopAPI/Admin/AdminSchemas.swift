import Catalog
import RouteKit
import Schemas

/// Which product to change.
struct AdminProductPath: SchemaObject {
    var id: String

    static let schema = Schema(AdminProductPath.init) {
        Field("product_id", \.id).described("The product's id, not its number.").example("507f1f77bcf86cd799439012")
    }
}

/// What was removed; the product is null if another program had stored what can't be read.
struct DeletedProduct: SchemaObject, RouteOutput {
    var message = "Product deleted successfully"
    var product: Product?

    static let schema = Schema(DeletedProduct.init) {
        Field("message", \.message).example("Product deleted successfully")
        Field("deleted_product", \.product)
    }
}
