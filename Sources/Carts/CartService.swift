public import BSON
import MongoODM
public import ShopCore

/// The carts of users and visitors.
public struct CartService: Sendable {
    let carts: CartRepository
    let products: any ProductLookup
    let coupons: any CouponLookup
    let shipping: any ShippingLookup

    init(
        carts: CartRepository, products: any ProductLookup, coupons: any CouponLookup, shipping: any ShippingLookup
    ) {
        self.carts = carts
        self.products = products
        self.coupons = coupons
        self.shipping = shipping
    }

    /// Makes a cart for somebody who is not logged in.
    public func createAnonymous() async throws -> AnonymousCart { try await self.carts.createAnonymous() }

    /// What adds a visitor's cart to that of somebody who logs in.
    ///
    /// - Returns: nil when there is none to the token.
    package func merge(token: String) async throws -> CartMerge? {
        guard let cart = try await self.carts.find(.visitor(token: token)) else { return nil }
        let products = try await self.products.products(numbered: cart.items.map(\.productID))
        return CartMerge(carts: self.carts, token: token, products: products)
    }

    /// The owner's cart with the products' present names and prices.
    ///
    /// - Throws: ``ShopError`` `notFound` when there is none to a visitor's token, as from everything that follows.
    public func cart(of owner: CartOwner) async throws -> PricedCart {
        try await self.view(of: self.carts.noteUse(of: self.carts.findOrCreate(owner)))
    }

    /// Puts more of a product into the cart, however many there are of it.
    ///
    /// - Throws: ``ShopError``: `notFound` when the product is not for sale; `badRequest` when the cart
    ///   would hold too many, or the quantity is none.
    public func add(_ productID: Int, quantity: Int, for owner: CartOwner) async throws -> PricedCart {
        var item = CartItem(productID: productID, quantity: quantity)
        guard item.isAllowed else { throw Self.tooMany }
        let added = try await self.products.products(numbered: [productID])
        guard let product = added[productID], product.isForSale else {
            throw try await self.refusal(Self.productNotFound, of: owner)
        }
        guard product.variants.isEmpty else { throw Self.variantRequired }
        guard quantity <= product.maximumPerOrder ?? .max else { throw Self.tooManyPerOrder(of: product) }
        item.seenPrice = product.price
        return try await self.add(item, of: product, upTo: CartItem.highestQuantity, for: owner)
    }

    /// Puts more of a product into the cart, as many as there are of it at most.
    ///
    /// - Parameters:
    ///   - name: the product's id, number or slug.
    ///   - variantID: which variant of it; nil for a product without any.
    ///   - condition: what must hold for the cart as it is; nil for nothing.
    /// - Throws: ``ShopError``: `notFound` when the product or the variant is not for sale; `conflict` when there are fewer
    ///   than the cart would hold; `changed` when the condition does not hold; `badRequest` when the cart would hold too
    ///   many, the quantity is none, or a variant must be named, or is none of the product's.
    public func addInStock(
        _ name: String, variant variantID: ObjectID? = nil, quantity: Int, for owner: CartOwner,
        if condition: CartCondition? = nil
    ) async throws -> PricedCart {
        let product = try await self.productForSale(named: name, for: owner)
        let (item, highest): (CartItem, Int)
        do {
            (item, highest) = try Self.line(of: product, variant: variantID, quantity: quantity)
        } catch let error as ShopError {
            throw try await self.refusal(error, of: owner)
        }
        return try await self.add(item, of: product, upTo: highest, for: owner, if: condition)
    }

    /// A new line, and how many it may hold: as many as there are at most.
    ///
    /// - Throws: ``ShopError``, as from ``addInStock(_:variant:quantity:for:if:)``.
    static func line(
        of product: ProductSummary, variant variantID: ObjectID?, quantity: Int
    ) throws -> (item: CartItem, highest: Int) {
        var item = CartItem(productID: product.number, variantID: variantID, quantity: quantity)
        guard item.isAllowed else { throw Self.tooMany }
        if variantID == nil, !product.variants.isEmpty { throw Self.variantRequired }
        if let variantID, !product.variants.contains(where: { $0.id == variantID }) { throw Self.variantUnknown }
        guard let offer = product.offer(of: variantID) else { throw Self.productNotFound }
        guard quantity <= offer.inventory else { throw ShopError.outOfStock(available: offer.inventory) }
        guard quantity <= product.maximumPerOrder ?? .max else { throw Self.tooManyPerOrder(of: product) }
        item.seenPrice = offer.price
        return (item, min(offer.inventory, CartItem.highestQuantity))
    }

    /// Sets how many pieces a line holds, as many as there are at most; 0 removes it.
    ///
    /// - Parameters:
    ///   - name: the line's id, or the product's id, number or slug.
    ///   - condition: what must hold for the cart as it is; nil for nothing.
    /// - Throws: ``ShopError``: `notFound` when the product is not in the cart, or not for sale; `conflict` when there are
    ///   fewer, or the product has several lines; `changed` when the condition does not hold.
    public func set(
        _ name: String, to quantity: Int, for owner: CartOwner, if condition: CartCondition? = nil
    ) async throws -> PricedCart {
        if quantity == 0 { return try await self.remove(named: name, for: owner, if: condition) }
        guard var item = try await self.line(named: name, of: owner) else {
            _ = try await self.productForSale(named: name, for: owner)
            throw Self.notInCart
        }
        let product = try await self.products.products(numbered: [item.productID])[item.productID]
        guard let product, product.offer(of: item.variantID) != nil else { throw Self.productNotFound }
        item = try Self.line(of: product, variant: item.variantID, quantity: quantity).item
        let cart = try await self.changing(owner, if: condition) { [item] transaction in
            try await self.carts.run(.set(item, ofAtMost: product.maximumPerOrder, for: owner), in: transaction)
        }
        guard let cart else {
            // The line is gone, or the product's other lines leave no room.
            let present = try await self.carts.findOrCreate(owner)
            guard present.items.contains(where: { $0.isSameLine(as: item) }) else { throw Self.notInCart }
            throw Self.tooManyPerOrder(of: product)
        }
        return try await self.view(of: cart, [product.number: product])
    }

    /// Takes a line out of the cart. Of a product that is gone from the shop, the number still names the line.
    ///
    /// - Parameters:
    ///   - name: the line's id, or the product's id, number or slug.
    ///   - condition: what must hold for the cart as it is; nil for nothing.
    /// - Throws: ``ShopError``: `notFound` when neither the cart nor the shop has such a product; `conflict` when the product
    ///   has several lines; `changed` when the condition does not hold.
    public func remove(
        named name: String, for owner: CartOwner, if condition: CartCondition? = nil
    ) async throws -> PricedCart {
        if let item = try await self.line(named: name, of: owner) {
            let cart = try await self.changing(owner, if: condition) { transaction in
                try await self.carts.run(.remove(CartRepository.lines(of: item), of: owner), in: transaction)
            }
            if let cart { return try await self.view(of: cart) }
        }
        guard try await self.products.product(named: name) != nil else { throw Self.productNotFound }
        let cart = try await self.changing(owner, if: condition) { transaction in
            try await self.carts.findOrCreate(owner, in: transaction)
        }
        return try await self.view(of: cart)
    }

    /// The line of a cart that is meant by its id, or by what its product is called.
    ///
    /// - Returns: nil when there is none.
    /// - Throws: ``ShopError`` `conflict` when the product has several.
    private func line(named name: String, of owner: CartOwner) async throws -> CartItem? {
        let items = try await self.carts.findOrCreate(owner).items
        if let id = ObjectID(name), let item = items.first(where: { $0.variantID == id }) { return item }
        // A slug may look like the number of a product that is gone; `007` is no number.
        var lines = items.filter { String($0.productID) == name }
        if lines.isEmpty, let product = try await self.products.product(named: name) {
            lines = items.filter { $0.productID == product.number }
        }
        guard let line = lines.first else { return nil }
        guard lines.allSatisfy({ $0.isSameLine(as: line) }) else {
            throw ShopError.conflict(
                "The cart holds several variants of this product; name the line by its id", reason: .ambiguous)
        }
        return line
    }

    /// Takes everything out of the cart.
    ///
    /// - Parameter condition: what must hold for the cart as it is; nil for nothing.
    /// - Throws: ``ShopError`` `changed` when the condition does not hold.
    public func clear(for owner: CartOwner, if condition: CartCondition? = nil) async throws {
        let hasChanged = try await self.changing(owner, if: condition) { transaction in
            try await self.carts.run(.clear(owner), in: transaction) != nil
        }
        if !hasChanged { try await self.requireCart(of: owner) }
    }

    private func productForSale(named name: String, for owner: CartOwner) async throws -> ProductSummary {
        guard let product = try await self.products.product(named: name), product.isForSale else {
            throw try await self.refusal(Self.productNotFound, of: owner)
        }
        return product
    }

    /// Why an owner is refused something: that a visitor's cart has ended comes first.
    private func refusal(_ error: ShopError, of owner: CartOwner) async throws -> ShopError {
        do {
            try await self.requireCart(of: owner)
            return error
        } catch let gone as ShopError {
            return gone
        }
    }

    /// - Throws: ``ShopError`` `notFound` when there is no cart to a visitor's token.
    private func requireCart(of owner: CartOwner) async throws {
        if case .visitor = owner { _ = try await self.carts.findOrCreate(owner) }
    }

    /// - Parameters:
    ///   - item: a quantity that a cart may hold.
    ///   - highest: how many the line may hold then.
    private func add(
        _ item: CartItem, of product: ProductSummary, upTo highest: Int, for owner: CartOwner,
        if condition: CartCondition? = nil
    ) async throws -> PricedCart {
        let cart = try await self.changing(owner, if: condition) { transaction in
            try await self.add(item, of: product, upTo: highest, for: owner, in: transaction)
        }
        return try await self.view(of: cart, [item.productID: product])
    }

    func add(
        _ item: CartItem, of product: ProductSummary, upTo highest: Int, for owner: CartOwner,
        in transaction: Transaction?
    ) async throws -> Cart {
        let quantity = item.quantity
        let step = try CartStatement.add(item, upTo: highest, ofAtMost: product.maximumPerOrder, for: owner)
        // Nothing was done where the cart can't take it, or a rival made the cart at the same moment: the next round finds it.
        for _ in 0..<8 {
            if let cart = try await self.carts.run(step, in: transaction) { return cart }
            let cart = try await self.carts.findOrCreate(owner, in: transaction)
            if let most = product.maximumPerOrder,
                cart.items.filter({ $0.productID == item.productID }).map(\.quantity).saturatedSum > most - quantity
            {
                throw Self.tooManyPerOrder(of: product)
            }
            if let line = cart.items.first(where: { $0.isSameLine(as: item) }) {
                guard line.quantity <= CartItem.highestQuantity - quantity else { throw Self.tooMany }
                guard line.quantity <= highest - quantity else {
                    throw ShopError.outOfStock(available: product.offer(of: item.variantID)?.inventory ?? 0)
                }
            } else if cart.items.count >= CartRepository.mostLines {
                throw ShopError.badRequest(
                    "A cart holds at most \(CartRepository.mostLines) different products", reason: .cartFull)
            }
        }
        throw ShopError.conflict("The cart is being changed by other requests; try again", retryAfter: 1)
    }

    /// Takes a product out of the cart, whatever its quantity, with all its variants.
    ///
    /// - Throws: ``ShopError`` `notFound` when neither the cart nor the shop has such a product.
    public func remove(
        _ productID: Int, for owner: CartOwner, if condition: CartCondition? = nil
    ) async throws -> PricedCart {
        let cart = try await self.changing(owner, if: condition) { transaction in
            try await self.carts.run(.remove(\.productID == productID, of: owner), in: transaction)
        }
        if let cart { return try await self.view(of: cart) }
        guard try await self.products.products(numbered: [productID])[productID] != nil else {
            throw try await self.refusal(Self.productNotFound, of: owner)
        }
        return try await self.cart(of: owner)
    }

    /// Changes a cart, in a transaction where a condition must hold for it.
    ///
    /// - Throws: ``ShopError`` `changed` when it does not hold.
    func changing<Output: Sendable>(
        _ owner: CartOwner, if condition: CartCondition?, _ change: (Transaction?) async throws -> Output
    ) async throws -> Output {
        guard let condition else { return try await change(nil) }
        return try await self.transaction(on: owner, if: condition, change)
    }

    /// Changes a cart that is there, in a transaction.
    ///
    /// - Throws: ``ShopError`` `changed` when a condition does not hold.
    func transaction<Output: Sendable>(
        on owner: CartOwner, if condition: CartCondition?, _ change: (Transaction) async throws -> Output
    ) async throws -> Output {
        // Products are looked up before the transaction, which holds a connection and must not wait for another.
        let cart = try await self.carts.findOrCreate(owner)
        if let condition, !condition.holds(for: try await self.view(of: cart)) { throw Self.hasChanged }
        return try await self.carts.client.transaction { transaction in
            if condition != nil, try await !self.carts.isUnchanged(cart, in: transaction) { throw Self.hasChanged }
            return try await change(transaction)
        }
    }

    /// - Parameter known: products of the cart that were looked up already.
    func view(of cart: Cart, _ known: [Int: ProductSummary] = [:]) async throws -> PricedCart {
        let unknown = cart.items.map(\.productID).filter { known[$0] == nil }
        let found = unknown.isEmpty ? [:] : try await self.products.products(numbered: unknown)
        var coupon: PresentedCoupon?
        if let code = cart.coupon {
            coupon = try await self.coupons.coupon(code, for: cart.userID.flatMap { ObjectID($0) })
        }
        return PricedCart(
            cart, products: found.merging(known) { found, _ in found }, coupon: coupon,
            shipping: cart.items.isEmpty ? [] : try await self.shipping.table(), pricing: self.carts.settings.pricing)
    }

    static let tooMany = ShopError.badRequest(
        "A cart holds 1 to \(CartItem.highestQuantity) of one product", reason: .cartFull)
    private static func tooManyPerOrder(of product: ProductSummary) -> ShopError {
        .badRequest(
            "An order has at most \(product.maximumPerOrder ?? 0) of this product", reason: .maximumPerOrder)
    }
    private static let notInCart = ShopError.notFound("The product is not in the cart")
    private static let variantRequired = ShopError.badRequest(
        "This product comes in variants: choose one", field: "variant_id", reason: .variantRequired)
    private static let variantUnknown = ShopError.badRequest(
        "The product has no such variant", field: "variant_id", reason: .variantUnknown)
    private static let hasChanged = ShopError.changed("The cart has been changed since it was read; read it again")
    private static let productNotFound = ShopError.notFound("Product not found")
}
