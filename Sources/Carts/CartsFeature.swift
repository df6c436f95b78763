package import MongoODM
package import ShopCore

/// Carts: what users are about to buy.
package struct CartsFeature: Feature {
    package let service: CartService
    package let carts: CartRepository

    package init(_ collections: Collections, products: any ProductLookup) {
        self.carts = CartRepository(collections)
        self.service = CartService(carts: self.carts, products: products)
    }

    package static let migrations = [
        Migration(5, "give each user one cart, which an index keeps so") { database in
            try await CartsInvariant(carts: CartRepository(Collections(database))).makeUnique()
        } down: { _ in
            // A unique index is in no program's way.
        }
    ]

    package var personalData: [any PersonalData] { [self.carts] }

    package var invariants: [any Invariant] { [CartsInvariant(carts: self.carts)] }
}
