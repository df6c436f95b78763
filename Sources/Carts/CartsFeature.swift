package import ShopCore

/// Carts: what users are about to buy.
package struct CartsFeature: Feature {
    package let service: CartService
    package let carts: CartRepository

    package init(_ collections: Collections, products: any ProductLookup) {
        self.carts = CartRepository(collections)
        self.service = CartService(carts: self.carts, products: products)
    }

    package var invariants: [any Invariant] { [CartsInvariant(carts: self.carts)] }
}
