import BSON
package import MongoODM
package import ShopCore

/// Carts: what users are about to buy, and wishlists: what they may want to buy some day.
package struct CartsFeature: Feature {
    package let service: CartService
    package let carts: CartRepository
    package let wishlists: WishlistService
    private let wishes: WishlistRepository

    package init(
        _ collections: Collections, products: any ProductLookup, coupons: any CouponLookup,
        shipping: any ShippingLookup, settings: CartSettings
    ) {
        self.carts = CartRepository(collections, settings: settings)
        self.service = CartService(carts: self.carts, products: products, coupons: coupons, shipping: shipping)
        self.wishes = WishlistRepository(collections)
        self.wishlists = WishlistService(entries: self.wishes, carts: self.service, products: products)
    }

    package static let migrations = [
        Migration(5, "give each user one cart, which an index keeps so") { database in
            try await Self.makeUnique(in: database)
        } down: { _ in
            // A unique index is in no program's way.
        },
        // Of the index that was, there can be one cart without a user.
        Migration(8, "let there be carts without a user") { database in
            try await Self.makeUnique(in: database)
        } down: { database in
            // The programs before can't read them.
            try await Repository<Cart>(database).delete(\.userID == nil)
            let index: BSONValue = ["key": ["user_id": 1], "name": "user_id_1", "unique": true]
            try await database.run(["dropIndexes": "carts", "index": "user_id_1"])
            try await database.run(["createIndexes": "carts", "indexes": [index]])
        },
    ]

    private static func makeUnique(in database: MongoDatabase) async throws {
        let carts = CartRepository(Collections(database), settings: CartSettings())
        try await CartsInvariant(carts: carts).makeUnique()
    }

    package var personalData: [any PersonalData] { [self.carts, self.wishes] }

    package var invariants: [any Invariant] { [CartsInvariant(carts: self.carts)] }
}
