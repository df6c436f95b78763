public import BSON
public import MongoODM
public import ShopCore

/// What users may want to buy some day.
public struct WishlistService: Sendable {
    private let entries: WishlistRepository
    private let carts: CartService
    private let products: any ProductLookup

    init(entries: WishlistRepository, carts: CartService, products: any ProductLookup) {
        self.entries = entries
        self.carts = carts
        self.products = products
    }

    /// A page of a user's wishlist, the newest first.
    public func products(of userID: ObjectID, _ request: PageRequest) async throws -> CountedPage<WishedProduct> {
        let page = try await self.entries.page(of: userID, request)
        let known = try await self.products.products(withIDs: page.items.map(\.productID))
        return page.map { WishedProduct($0, known[$0.productID]) }
    }

    /// Some of a user's wishlist, the newest first, and where the rest begins.
    ///
    /// - Parameter place: where the last ones ended; nil for the first.
    public func products(
        of userID: ObjectID, after place: PageCursor?, limit: Int
    ) async throws -> (items: [WishedProduct], next: PageCursor?) {
        let page = try await self.entries.page(of: userID, after: place, limit: limit)
        let known = try await self.products.products(withIDs: page.items.map(\.productID))
        return (page.items.map { WishedProduct($0, known[$0.productID]) }, page.next)
    }

    /// Puts a product on a user's wishlist. One that is there already stays as it is.
    ///
    /// - Parameter name: the product's id, number or slug.
    /// - Throws: ``ShopError``: `notFound` when the product is not for sale; `conflict` when there are as many as there may be.
    public func add(_ name: String, for userID: ObjectID) async throws -> WishedProduct {
        guard let product = try await self.products.product(named: name), product.isForSale else {
            throw ShopError.notFound("Product not found")
        }
        let entry = try await self.entries.client.transaction { transaction in
            if let entry = try await self.entries.find(product.id, of: userID, in: transaction) { return entry }
            guard let added = try await self.entries.add(WishlistEntry(of: userID, product), in: transaction) else {
                throw ShopError.conflict(
                    "A wishlist holds at most \(Wishlist.capacity) products", reason: .wishlistFull)
            }
            return added
        }
        return WishedProduct(entry, product)
    }

    /// Takes a product off a user's wishlist.
    ///
    /// - Parameter name: the product's id, number or slug; of one that is gone, what it had when it was added.
    /// - Throws: ``ShopError`` `notFound`, also when it is on somebody else's.
    public func remove(_ name: String, of userID: ObjectID) async throws {
        guard try await self.entries.remove(self.entry(name, of: userID)) else { throw Self.notFound }
    }

    /// Puts a product into a user's cart and takes it off the wishlist, in one step.
    ///
    /// - Parameters:
    ///   - name: as in ``remove(_:of:)``.
    ///   - variantID: which variant of it; nil for a product without any.
    ///   - quantity: how many more of it the cart is to hold.
    /// - Throws: ``ShopError``: `notFound` when it is not on the wishlist; `conflict` when it is not sold any more, or there are
    ///   fewer than the cart would hold; `badRequest` when the cart would hold too many, the quantity is none, or a variant must
    ///   be named, or is none of the product's. It stays on the wishlist then.
    public func moveToCart(
        _ name: String, variant variantID: ObjectID? = nil, quantity: Int, of userID: ObjectID
    ) async throws -> PricedCart {
        let entry = try await self.entry(name, of: userID)
        guard let product = try await self.products.products(withIDs: [entry.productID])[entry.productID],
            product.isForSale
        else { throw ShopError.conflict("This can't be bought any more", reason: .gone) }
        let (item, highest) = try CartService.line(of: product, variant: variantID, quantity: quantity)
        let cart = try await self.carts.transaction(on: .user(userID), if: nil) { transaction in
            guard try await self.entries.remove(entry, in: transaction) else { throw Self.notFound }
            return try await self.carts.add(item, of: product, upTo: highest, for: .user(userID), in: transaction)
        }
        return try await self.carts.view(of: cart, [product.number: product])
    }

    private func entry(_ name: String, of userID: ObjectID) async throws -> WishlistEntry {
        if let id = ObjectID(name), let entry = try await self.entries.find(id, of: userID) { return entry }
        if let product = try await self.products.product(named: name),
            let entry = try await self.entries.find(product.id, of: userID)
        {
            return entry
        }
        // `007` is no number.
        let number = Int(name).flatMap { String($0) == name ? $0 : nil }
        guard let entry = try await self.entries.find(slug: name, number: number, of: userID) else {
            throw Self.notFound
        }
        return entry
    }

    private static let notFound = ShopError.notFound("The product is not on the wishlist")
}
