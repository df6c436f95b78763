import BSON
import Carts
import Orders
import Schemas
import ShopCore

/// Why an order is cancelled.
struct V1CancelRequest: SchemaObject {
    var reason: String?

    static let schema = Schema(V1CancelRequest.init) { Field("reason", \.reason).orderReason() }
}

/// What is to be given back of what was paid for an order.
struct V1RefundRequest: SchemaObject {
    var amount: Money?
    var items: [V1RefundItemRequest]?
    var reason: String?
    var restock: Bool?

    static let schema = Schema(V1RefundRequest.init) {
        Field("amount", \.amount).range(Money(minorUnits: 1)...)
            .described("With neither this nor `items`, all that is left.").example(Money(minorUnits: 1000))
        Field("items", \.items).count(...CartItem.mostLines)
            .described("What these pieces have cost, to the cent, without shipping.")
        Field("reason", \.reason).orderReason()
        Field("restock", \.restock)
            .described("Whether the pieces come back into the stock; without it, if `items` are named.")
    }

    /// - Throws: `ValidationError` for what does not go together.
    func request(by author: Author) throws(ValidationError) -> RefundRequest {
        let scope: RefundRequest.Scope
        switch (self.amount, self.items) {
        case (nil, nil): scope = .rest
        case (let amount?, nil):
            guard self.restock != true else {
                throw Self.violation("restock", "Name the items whose pieces come back, not an amount")
            }
            scope = .amount(amount)
        case (nil, let items?):
            guard !items.isEmpty else { throw Self.violation("items", "Name at least one product") }
            scope = .items(items.map(\.item))
        case (_?, _?): throw Self.violation("amount", "Give an amount or items, not both")
        }
        return RefundRequest(scope, reason: self.reason, restocks: self.restock ?? (self.items != nil), by: author)
    }

    private static func violation(_ field: String, _ message: String) -> ValidationError {
        .inBody(field, "value_error", message)
    }
}

/// So many pieces of a product that was ordered.
struct V1RefundItemRequest: SchemaObject {
    var product: ProductName
    var variantID: ObjectID?
    var quantity: Int

    static let schema = Schema(V1RefundItemRequest.init) {
        Field("product_id", \.product).described("The product's id, slug or number.")
            .example(ProductName(text: "gaming-laptop-pro"))
        Field("variant_id", \.variantID).described("Where several variants were ordered, which one.")
        Field("quantity", \.quantity, default: 1).range(1...CartItem.highestQuantity).example(1)
    }

    var item: RefundRequest.Item {
        RefundRequest.Item(product: self.product.text, variantID: self.variantID, quantity: self.quantity)
    }
}

extension Field where Value.Constrained == String {
    /// Why something is done to an order.
    fileprivate func orderReason() -> Self {
        self.length(1...1000).plainText().described("What the buyer is to read about it.")
    }
}
