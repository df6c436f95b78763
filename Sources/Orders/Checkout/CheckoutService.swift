public import BSON
public import Idempotency
import MongoODM
public import ShopCore

/// Turning carts into orders.
public struct CheckoutService: Sendable {
    private let client: MongoClient
    private let carts: any CartSource
    private let orders: OrderRepository
    private let products: any ProductLookup
    private let events: EventSource<Order>

    init(
        client: MongoClient, carts: any CartSource, orders: OrderRepository, products: any ProductLookup,
        events: EventSource<Order>
    ) {
        self.client = client
        self.carts = carts
        self.orders = orders
        self.products = products
        self.events = events
    }

    /// Makes a pending order of what is in the user's cart, and empties the cart.
    ///
    /// Both happen in one transaction that begins by taking the content out, so of two checkouts at once
    /// one finds the cart empty, and what is added meanwhile stays for the next order. The inventory is
    /// left alone until the payment.
    ///
    /// - Parameters:
    ///   - expected: what the client expects it to cost; nil for whatever it costs.
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the order.
    /// - Throws: ``PriceChanged``; ``ShopError``: `badRequest` when the cart is empty, holds something that is not for sale, a
    ///   quantity that is not allowed, or costs too much to be counted;
    ///   `conflict` when other requests keep changing the cart.
    public func createOrder<Answer>(
        for userID: ObjectID, expecting expected: Money? = nil, by author: Author,
        keeping: KeepingAnswer<Order, Answer>
    ) async throws -> Kept<Answer> {
        for _ in 0..<5 {
            // Products are looked up before the transaction, which holds a connection and must not wait for
            // another.
            let lines = try await self.carts.lines(of: userID)
            guard !lines.isEmpty else { throw Self.cartIsEmpty }
            let products = try await self.products.products(numbered: lines.map(\.productID))
            await PurchaseStep.productsFound.pass()
            do {
                let kept = try await OrderNumber.unique { number in
                    try await self.createOrder(
                        number, for: userID, expecting: expected, products: products, looked: lines, by: author,
                        keeping: keeping)
                }
                await PurchaseStep.orderCommitted.pass()
                return kept
            } catch is CartHasOtherProducts {
                continue
            }
        }
        throw ShopError.conflict("The cart is being changed by other requests; try again", retryAfter: 1)
    }

    private func createOrder<Answer>(
        _ number: String, for userID: ObjectID, expecting expected: Money?, products: [Int: OrderedProduct],
        looked: [CartLine],
        by author: Author, keeping: KeepingAnswer<Order, Answer>
    ) async throws -> Kept<Answer> {
        let known = Set(looked.map(\.productID))
        return try await self.client.transaction { transaction in
            let items = try await self.carts.takeLines(of: userID, in: transaction)
            guard !items.isEmpty else { throw Self.cartIsEmpty }
            await PurchaseStep.cartTaken.pass()
            guard items.allSatisfy({ known.contains($0.productID) }) else { throw CartHasOtherProducts() }
            let lines = try items.map { item in try self.line(for: item, products[item.productID]) }
            try self.requireFewEnough(items, products)
            guard let total = Money.sum(lines.map(\.lineTotal)) else {
                throw ShopError.badRequest("The total of the cart is too large; remove something from it")
            }
            if let expected, expected != total { throw PriceChanged(items: lines, total: total) }
            var order = Order(userID: userID.hexString, items: lines, total: total)
            order.number = number
            order.begin(by: author)
            try await self.orders.run(.place(order), in: transaction)
            await PurchaseStep.orderStored.pass()
            try await self.events.notePlaced(order, in: transaction)
            let kept = try await keeping(order, in: transaction)
            await PurchaseStep.orderAnswerKept.pass()
            return kept
        }
    }

    private func line(for item: CartLine, _ product: OrderedProduct?) throws -> OrderItem {
        guard let product, let offer = product.offer(of: item.variantID) else {
            throw ShopError.badRequest("Product \(item.productID) is not available; remove it from the cart")
        }
        let allowed = self.carts.allowedQuantities
        guard allowed.contains(item.quantity) else {
            throw ShopError.badRequest(
                "The cart holds \(item.quantity) of product \(item.productID), where \(allowed.lowerBound) to "
                    + "\(allowed.upperBound) are allowed; remove it from the cart and add it again")
        }
        guard let lineTotal = offer.price.multiplied(by: item.quantity) else {
            throw ShopError.badRequest("The price of product \(item.productID) is too large; remove it from the cart")
        }
        return OrderItem(
            id: ObjectID(), productID: product.id.hexString, variantID: offer.variant?.id, sku: offer.variant?.sku,
            name: product.name, options: offer.variant?.options, unitPrice: offer.price, quantity: item.quantity,
            lineTotal: lineTotal)
    }

    /// - Throws: ``ShopError`` `badRequest` when the lines of a product hold more than one order may have of it.
    private func requireFewEnough(_ items: [CartLine], _ products: [Int: OrderedProduct]) throws {
        for (number, product) in products {
            guard let most = product.maximumPerOrder else { continue }
            let wanted = items.filter { $0.productID == number }.map(\.quantity).saturatedSum
            guard wanted <= most else {
                throw ShopError.badRequest(
                    "An order has at most \(most) of product \(number); the cart holds \(wanted)",
                    reason: .maximumPerOrder)
            }
        }
    }

    /// The cart got other products since they were looked up.
    private struct CartHasOtherProducts: Error {}

    private static let cartIsEmpty = ShopError.badRequest("Cart is empty", reason: .cartEmpty)
}
