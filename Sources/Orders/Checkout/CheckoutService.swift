public import BSON
public import Idempotency
import MongoJobs
import MongoODM
import Payments
import Schemas
public import ShopCore

/// Turning carts into orders.
public struct CheckoutService: Sendable {
    private let client: MongoClient
    private let carts: any CartSource
    private let orders: OrderRepository
    private let products: any ProductLookup
    private let stock: any StockKeeper
    private let coupons: any CouponKeeper
    private let shipping: any ShippingLookup
    private let addresses: any AddressLookup
    private let events: EventSource<Order>
    private let jobs: JobQueue
    private let payment: PaymentTokens
    private let settings: OrderSettings

    init(
        client: MongoClient, carts: any CartSource, orders: OrderRepository, products: any ProductLookup,
        stock: any StockKeeper, coupons: any CouponKeeper, shipping: any ShippingLookup,
        addresses: any AddressLookup, events: EventSource<Order>, jobs: JobQueue, payment: PaymentTokens,
        settings: OrderSettings
    ) {
        self.client = client
        self.carts = carts
        self.orders = orders
        self.products = products
        self.stock = stock
        self.coupons = coupons
        self.shipping = shipping
        self.addresses = addresses
        self.events = events
        self.jobs = jobs
        self.payment = payment
        self.settings = settings
    }

    /// Makes a pending order of what is in the user's cart, and empties the cart.
    ///
    /// It costs what its lines cost: neither tax nor shipping is added, and coupons do not count. The inventory is left alone
    /// until the payment.
    ///
    /// - Parameters:
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the order.
    /// - Throws: ``ShopError``: `badRequest` when the cart is empty, holds something that is not for sale, a
    ///   quantity that is not allowed, or costs too much to be counted;
    ///   `conflict` when other requests keep changing the cart.
    public func createOrder<Answer>(
        for userID: ObjectID, by author: Author, keeping: KeepingAnswer<Order, Answer>
    ) async throws -> Kept<Answer> {
        try await self.retrying { number in
            let basket = try await self.cart(of: .account(userID))
            return try await self.place(
                basket, as: number, heedingCoupon: false, for: .account(userID), by: author, keeping
            ) { basket in
                let items = try basket.items(allowed: self.carts.allowedQuantities)
                guard let total = Money.sum(items.map(\.lineTotal)) else { throw OrderDraft.tooLarge }
                return (Order(userID: userID.hexString, items: items, total: total), nil)
            }
        }
    }

    /// Makes a pending order of what is in the buyer's cart, and empties the cart; or of given items, which leave the cart
    /// alone. All pieces are set aside for some time, or none, and a job begins the payment. The pieces of an order that is paid at
    /// the door are sold at once.
    ///
    /// - Parameters:
    ///   - request: what is ordered, and how. A guest has no book of addresses.
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the order.
    /// - Throws: ``PriceChanged``; ``ShortOfStock``; `ValidationError` for what names nothing, or does not fit; ``ShopError``: as from
    ///   ``createOrder(for:by:keeping:)``; `notFound` for an unknown coupon, and for a guest
    ///   without a cart; `conflict` for a coupon that can't be used.
    public func createOrder<Answer>(
        _ request: OrderRequest, for buyer: Buyer, by author: Author, keeping: KeepingAnswer<Order, Answer>
    ) async throws -> Kept<Answer> {
        let token = try self.payment.token(request.paymentToken)
        let address = try await self.shippingAddress(request, of: buyer)
        let table = try await self.shipping.table()
        return try await self.retrying { number in
            let basket = try await self.basket(request, of: buyer)
            let coupon = try await self.coupon(request, basket, of: buyer)
            let draft = OrderDraft(
                request: request, buyer: buyer, address: address, coupon: coupon, table: table,
                pricing: self.settings.pricing, allowed: self.carts.allowedQuantities)
            return try await self.place(
                basket, as: number, heedingCoupon: request.coupon == nil, for: buyer, by: author, keeping
            ) { basket in
                var (order, coupon) = try draft.order(of: basket)
                if order.payment.method != OrderPayment.cashOnDelivery {
                    order.reserve(
                        for: self.settings.reservation, payingThrough: self.payment.gateway.name, with: token)
                }
                return (order, coupon)
            }
        }
    }

    /// Does something that rests on what was looked up before, anew if that has changed, for an order of a number.
    private func retrying<Output>(_ body: (String) async throws -> Output) async throws -> Output {
        for _ in 0..<5 {
            do {
                let output = try await OrderNumber.unique { try await body($0) }
                await PurchaseStep.orderCommitted.pass()
                return output
            } catch is CartHasOtherProducts, is CouponDiffers, is EnoughAgain {
                continue
            }
        }
        throw ShopError.conflict("The cart is being changed by other requests; try again", retryAfter: 1)
    }

    /// Products are looked up before the transaction, which holds a connection and must not wait for another.
    private func cart(of buyer: Buyer) async throws -> Basket {
        let content = try await self.carts.content(of: buyer)
        guard !content.lines.isEmpty else { throw Self.cartIsEmpty }
        let products = try await self.products.products(numbered: content.lines.map(\.productID))
        await PurchaseStep.productsFound.pass()
        return Basket(content, products: products)
    }

    private func basket(_ request: OrderRequest, of buyer: Buyer) async throws -> Basket {
        guard let items = request.items else { return try await self.cart(of: buyer) }
        guard !items.isEmpty else { throw Self.cartIsEmpty }
        let products = try await self.products.products(named: items.map(\.product))
        let basket = try Basket(
            items, products: products, coupon: request.coupon, allowed: self.carts.allowedQuantities)
        await PurchaseStep.productsFound.pass()
        return basket
    }

    /// - Throws: ``ShopError`` `notFound` for a coupon that the request names and that is none.
    private func coupon(
        _ request: OrderRequest, _ basket: Basket, of buyer: Buyer
    ) async throws -> PresentedCoupon? {
        guard let code = request.coupon ?? basket.coupon else { return nil }
        if let coupon = try await self.coupons.coupon(code, for: buyer) { return coupon }
        // That of a cart may be gone since: then the cart shows none.
        guard request.coupon != nil else { return nil }
        throw ShopError.notFound("There is no such coupon", reason: .couponUnknown)
    }

    /// - Returns: nil where none is needed.
    private func shippingAddress(_ request: OrderRequest, of buyer: Buyer) async throws -> PostalAddress? {
        if let address = request.shippingAddress { return address }
        guard let userID = buyer.userID else {
            guard self.settings.requiresAddress else { return nil }
            throw ValidationError.inBody("shipping_address", "missing", "Give a shipping_address")
        }
        if let address = try await self.addresses.address(request.addressID, of: userID) { return address }
        if request.addressID != nil { throw ValidationError.inBody("address_id", "unknown", "No such address") }
        guard self.settings.requiresAddress else { return nil }
        throw ValidationError.inBody(
            "shipping_address", "missing", "Give a shipping_address or an address_id, or enter a default address")
    }

    /// Stores an order.
    ///
    /// All happens in one transaction that begins by taking the content out of the cart, so of two checkouts at once
    /// one finds the cart empty, and what is added meanwhile stays for the next order. The pieces and the use of the coupon come
    /// last: other orders wait for them.
    ///
    /// - Parameters:
    ///   - number: the order's.
    ///   - heedingCoupon: whether the coupon of the cart must be the one that was looked up.
    ///   - make: the order, and the coupon that it uses.
    private func place<Answer>(
        _ looked: Basket, as number: String, heedingCoupon: Bool, for buyer: Buyer, by author: Author,
        _ keeping: KeepingAnswer<Order, Answer>, _ make: (Basket) throws -> (Order, CouponTerms?)
    ) async throws -> Kept<Answer> {
        do {
            let (kept, change) = try await self.client.groupedTransaction { transaction in
                var basket = looked
                if looked.isCart {
                    let content = try await self.carts.takeContent(of: buyer, in: transaction)
                    guard !content.lines.isEmpty else { throw Self.cartIsEmpty }
                    await PurchaseStep.cartTaken.pass()
                    guard let taken = looked.with(content, heedingCoupon: heedingCoupon) else {
                        throw CartHasOtherProducts()
                    }
                    basket = taken
                }
                var (order, coupon) = try make(basket)
                order.number = number
                order.begin(by: author)
                try await self.orders.run(.place(order), in: transaction)
                await PurchaseStep.orderStored.pass()
                try await self.events.notePlaced(order, in: transaction)
                let kept = try await keeping(order, in: transaction)
                await PurchaseStep.orderAnswerKept.pass()
                let change = try await self.secure(order, in: transaction)
                if let coupon { try await self.coupons.use(coupon, for: order.id, of: buyer, in: transaction) }
                return (kept, change)
            }
            await change?.didCommit()
            return kept
        } catch let error as TooFewPieces {
            throw try await self.shortage(of: error.lines)
        }
    }

    /// Sells the pieces of an order that is paid at the door; sets those of one that is paid through the gateway aside, and has its
    /// payment begin. Those of the others are taken when they are paid.
    ///
    /// - Throws: ``TooFewPieces``; the transaction must then be given up.
    private func secure(_ order: Order, in transaction: Transaction) async throws -> StockChange? {
        guard order.isPaidAtDoor || order.isReserved else { return nil }
        let lines = try order.stockLines()
        do {
            if order.isPaidAtDoor { return try await self.stock.take(lines, for: order.id, in: transaction) }
            try await self.jobs.enqueue(
                PaymentJob(orderID: order.id, attempt: order.payment.attempts), in: transaction)
            let change = try await self.stock.reserve(lines, for: order.id, in: transaction)
            await PaymentStep.piecesReserved.pass()
            return change
        } catch is OutOfStock {
            throw TooFewPieces(lines: lines)
        }
    }

    /// What is missing of lines that could not be set aside: looked up after the transaction was given up, which holds a
    /// connection and must not wait for another.
    private func shortage(of lines: [StockLine]) async throws -> any Error {
        let available = try await self.stock.available(lines)
        let short = zip(lines, available).filter { $0.quantity > $1 }.map { line, available in
            ShortOfStock.Line(
                productID: line.productID, variantID: line.variantID, requested: line.quantity, available: available)
        }
        return short.isEmpty ? EnoughAgain() : ShortOfStock(lines: short)
    }

    /// Of a line there were too few.
    private struct TooFewPieces: Error {
        let lines: [StockLine]
    }

    /// Something came back since there were too few.
    private struct EnoughAgain: Error {}

    /// The cart got other products, or another coupon, since they were looked up.
    private struct CartHasOtherProducts: Error {}

    private static let cartIsEmpty = ShopError.badRequest("Cart is empty", reason: .cartEmpty)
}
