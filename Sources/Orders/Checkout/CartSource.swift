package import BSON
package import MongoODM

/// What checkout needs of whatever keeps the carts.
package protocol CartSource: Sendable {
    /// How many of one product a cart may hold.
    var allowedQuantities: ClosedRange<Int> { get }

    /// What a user's cart holds.
    func lines(of userID: ObjectID) async throws -> [CartLine]

    /// Empties a user's cart.
    ///
    /// - Returns: what it held.
    func takeLines(of userID: ObjectID, in transaction: Transaction) async throws -> [CartLine]
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
