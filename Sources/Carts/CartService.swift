public import BSON
import ShopCore

/// The carts of users.
public struct CartService: Sendable {
    private let carts: CartRepository
    private let products: any ProductLookup

    init(carts: CartRepository, products: any ProductLookup) {
        self.carts = carts
        self.products = products
    }

    /// The user's cart with the products' present names and prices.
    public func cart(of userID: ObjectID) async throws -> CartView {
        try await self.view(of: self.carts.findOrCreate(userID: userID.hexString))
    }

    /// Puts more of a product into the cart.
    ///
    /// - Throws: ``ShopError``: `notFound` when the product is not for sale; `badRequest` when the cart
    ///   would hold too many, or the quantity is none.
    public func add(_ productID: Int, quantity: Int, for userID: ObjectID) async throws -> CartView {
        let item = CartItem(productID: productID, quantity: quantity)
        guard item.isAllowed else { throw Self.tooMany }
        let added = try await self.products.products(numbered: [productID])
        guard added[productID]?.isForSale == true else { throw Self.productNotFound }
        let userID = userID.hexString
        // Each step is atomic and does nothing where it does not apply. When none applied, either a rival
        // made or removed the line between two of them, and the next round finds it, or the cart is full.
        for _ in 0..<8 {
            if let cart = try await self.carts.increase(productID, by: quantity, userID: userID) {
                return try await self.view(of: cart, added)
            }
            if let cart = try await self.carts.append(item, userID: userID) {
                return try await self.view(of: cart, added)
            }
            if let cart = try await self.carts.replaceImpossible(item, userID: userID) {
                return try await self.view(of: cart, added)
            }
            let cart = try await self.carts.findOrCreate(userID: userID)
            if let line = cart.items.first(where: { $0.productID == productID }) {
                guard line.quantity <= CartItem.highestQuantity - quantity else { throw Self.tooMany }
            } else if cart.items.count >= CartRepository.mostLines {
                throw ShopError.badRequest("A cart holds at most \(CartRepository.mostLines) different products")
            }
        }
        throw ShopError.conflict("The cart is being changed by other requests; try again", retryAfter: 1)
    }

    /// Takes a product out of the cart, whatever its quantity.
    ///
    /// - Throws: ``ShopError`` `notFound` when neither the cart nor the shop has such a product.
    public func remove(_ productID: Int, for userID: ObjectID) async throws -> CartView {
        if let cart = try await self.carts.remove(productID, userID: userID.hexString) {
            return try await self.view(of: cart)
        }
        guard try await self.products.products(numbered: [productID])[productID] != nil else {
            throw Self.productNotFound
        }
        return try await self.cart(of: userID)
    }

    /// - Parameter known: products of the cart that were looked up already.
    private func view(of cart: Cart, _ known: [Int: ProductSummary] = [:]) async throws -> CartView {
        let unknown = cart.items.map(\.productID).filter { known[$0] == nil }
        let found = unknown.isEmpty ? [:] : try await self.products.products(numbered: unknown)
        return CartView(cart, products: found.merging(known) { found, _ in found })
    }

    private static let tooMany = ShopError.badRequest(
        "A cart holds 1 to \(CartItem.highestQuantity) of one product")
    private static let productNotFound = ShopError.notFound("Product not found")
}
