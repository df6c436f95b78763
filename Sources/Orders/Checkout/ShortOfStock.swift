package import BSON

/// Fewer pieces are there than an order needs. Nothing was ordered, and nothing is set aside.
package struct ShortOfStock: Error {
    /// Each line of which fewer are there.
    package let lines: [Line]

    package struct Line: Sendable {
        package var productID: ObjectID
        /// Nil for a product without variants.
        package var variantID: ObjectID?
        package var requested: Int
        /// How many can be bought.
        package var available: Int
    }
}
