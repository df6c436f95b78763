package import Schemas
package import ShopCore

/// What was sold to a part of the world in some time.
package struct SoldRegion: SchemaObject, Hashable {
    package var region: SalesRegion
    package var orders = 0
    package var revenue = Money.zero

    package static let schema = Schema(SoldRegion.init) {
        Field("region", \.region)
        Field("orders", \.orders)
        Field("revenue", \.revenue)
    }

    mutating func add(_ other: SoldRegion) {
        self.orders = [self.orders, other.orders].saturatedSum
        self.revenue.add(other.revenue)
    }
}

/// A country, or a state of one; nothing for orders that say nothing of it.
package struct SalesRegion: SchemaObject, Hashable {
    package var country: String?
    package var state: String?

    package static let schema = Schema(SalesRegion.init) {
        Field("country", \.country)
        Field("state", \.state)
    }
}
