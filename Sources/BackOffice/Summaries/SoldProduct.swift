package import Schemas
package import ShopCore

/// How a product sold in some time.
package struct SoldProduct: SchemaObject, Hashable {
    /// As orders have it: its identifier as text.
    package var productID: String
    /// What it was called when it was sold.
    package var name: String
    package var quantity = 0
    /// What its lines cost, less their discounts.
    package var revenue = Money.zero

    package static let schema = Schema(SoldProduct.init) {
        Field("p", \.productID)
        Field("n", \.name)
        Field("q", \.quantity)
        Field("r", \.revenue)
    }

    mutating func add(_ other: SoldProduct) {
        self.name = other.name
        self.quantity = [self.quantity, other.quantity].saturatedSum
        self.revenue.add(other.revenue)
    }
}
