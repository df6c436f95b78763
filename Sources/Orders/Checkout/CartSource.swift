package import BSON
package import MongoODM

/// What checkout needs of whatever keeps the carts.
package protocol CartSource: Sendable {
    /// How many of one product a cart may hold.
    var allowedQuantities: ClosedRange<Int> { get }

    /// What a buyer's cart holds.
    ///
    /// - Throws: `ShopError` `notFound` when a guest's token shows none.
    func content(of buyer: Buyer) async throws -> CartContent

    /// Empties a buyer's cart.
    ///
    /// - Returns: what it held.
    func takeContent(of buyer: Buyer, in transaction: Transaction) async throws -> CartContent
}

/// What a cart holds.
package struct CartContent: Sendable {
    package var lines: [CartLine]
    /// The code of a coupon.
    package var coupon: String?

    package init(lines: [CartLine], coupon: String?) {
        self.lines = lines
        self.coupon = coupon
    }
}

/// So many of the product with a number, or of a variant of it.
package struct CartLine: Sendable {
    package var productID: Int
    package var variantID: ObjectID?
    package var quantity: Int

    package init(productID: Int, variantID: ObjectID?, quantity: Int) {
        self.productID = productID
        self.variantID = variantID
        self.quantity = quantity
    }
}
